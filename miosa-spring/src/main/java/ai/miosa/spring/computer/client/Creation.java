package ai.miosa.spring.computer.client;

import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

import ai.miosa.spring.MiosaConnectionException;

/**
 * Creation in progress, which runs to its end even if it is abandoned. Its result is then
 * undone.
 *
 * @param <T> the type of what is created
 */
final class Creation<T> extends BaseSubscriber<T> {

	private static final Log logger = LogFactory.getLog(Creation.class);

	private final AtomicReference<State> state = new AtomicReference<>(State.WANTED);

	private final Sinks.Empty<Void> end = Sinks.empty();

	private final MonoSink<T> sink;

	private final Function<T, Mono<Void>> undo;

	private final Set<Creation<?>> pending;

	private boolean received;

	/**
	 * Create a creation.
	 * @param sink receives the result
	 * @param undo undoes the result of an abandoned creation
	 * @param pending the creations in progress, to which this one belongs until its end
	 */
	Creation(MonoSink<T> sink, Function<T, Mono<Void>> undo, Set<Creation<?>> pending) {
		this.sink = sink;
		this.undo = undo;
		this.pending = pending;
		pending.add(this);
	}

	boolean isWanted() {
		return this.state.get() == State.WANTED;
	}

	/**
	 * Abandon the creation.
	 * @return completes at the end of the creation
	 */
	Mono<Void> abandon() {
		this.state.compareAndSet(State.WANTED, State.ABANDONED);
		return this.end.asMono();
	}

	/**
	 * Abandon the creation and signal a failure, because the application is shutting
	 * down.
	 * @return completes at the end of the creation
	 */
	Mono<Void> shutDown() {
		if (this.state.compareAndSet(State.WANTED, State.ABANDONED)) {
			this.sink.error(new MiosaConnectionException(
					"create was cancelled because the application is shutting down; the computer will be destroyed",
					null, true, null));
		}
		return this.end.asMono();
	}

	@Override
	public Context currentContext() {
		return Context.of(this.sink.contextView());
	}

	@Override
	protected void hookOnNext(T value) {
		this.received = true;
		if (this.state.compareAndSet(State.WANTED, State.DELIVERED)) {
			this.sink.success(value);
			end();
		}
		else {
			this.undo.apply(value).doFinally((signal) -> end()).subscribe();
		}
	}

	@Override
	protected void hookOnError(Throwable failure) {
		if (this.state.compareAndSet(State.WANTED, State.DELIVERED)) {
			this.sink.error(failure);
		}
		else {
			logger.warn("A creation that was cancelled has failed: " + failure);
		}
		end();
	}

	@Override
	protected void hookOnComplete() {
		if (!this.received) {
			end();
		}
	}

	private void end() {
		this.pending.remove(this);
		this.end.tryEmitEmpty();
	}

	private enum State {

		WANTED, DELIVERED, ABANDONED

	}

}
