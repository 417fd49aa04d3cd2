package ai.miosa.spring.computer.client;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
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

	private final Consumer<Throwable> failureListener;

	private final Set<Creation<?>> pending;

	private final String name;

	private volatile @Nullable T value;

	/**
	 * Create a creation.
	 * @param name what is created, for the log
	 * @param sink receives the result
	 * @param undo undoes the result of an abandoned creation
	 * @param failureListener notified of the failure of an abandoned creation
	 * @param pending the creations in progress, to which this one belongs until its end
	 */
	private Creation(String name, MonoSink<T> sink, Function<T, Mono<Void>> undo, Consumer<Throwable> failureListener,
			Set<Creation<?>> pending) {
		this.name = name;
		this.sink = sink;
		this.undo = undo;
		this.failureListener = failureListener;
		this.pending = pending;
		pending.add(this);
	}

	/**
	 * Return a result that is undone unless it is received.
	 * @param <T> the type of what is created
	 * @param name what is created, for the log
	 * @param undo undoes the result of an abandoned creation
	 * @param failureListener notified of the failure of an abandoned creation
	 * @param pending the creations in progress
	 * @param start starts the creation
	 */
	static <T> Mono<T> of(String name, Function<T, Mono<Void>> undo, Consumer<Throwable> failureListener,
			Set<Creation<?>> pending, Consumer<Creation<T>> start) {
		return Mono.defer(() -> {
			AtomicReference<@Nullable Creation<T>> creation = new AtomicReference<>();
			return Mono.<T>create((sink) -> {
				Creation<T> running = new Creation<>(name, sink, undo, failureListener, pending);
				creation.set(running);
				sink.onCancel(running::abandon);
				start.accept(running);
			}).<T>handle((value, sink) -> {
				if (Objects.requireNonNull(creation.get()).receive()) {
					sink.next(value);
				}
				else {
					sink.error(cancelled(""));
				}
			});
		});
	}

	boolean isWanted() {
		return this.state.get() == State.WANTED;
	}

	private boolean receive() {
		return this.state.compareAndSet(State.DELIVERED, State.RECEIVED);
	}

	/**
	 * Abandon the creation. A result that was delivered, but has not been received, is
	 * undone.
	 */
	private void abandon() {
		if (!this.state.compareAndSet(State.WANTED, State.ABANDONED)
				&& this.state.compareAndSet(State.DELIVERED, State.ABANDONED)) {
			undo(Objects.requireNonNull(this.value));
		}
	}

	/**
	 * Abandon the creation and signal a failure, because the application is shutting
	 * down.
	 * @return completes at the end of the creation
	 */
	Mono<Void> shutDown() {
		if (this.state.compareAndSet(State.WANTED, State.ABANDONED)) {
			this.sink.error(cancelled(" because the application is shutting down"));
		}
		return this.end.asMono();
	}

	private static MiosaConnectionException cancelled(String reason) {
		return new MiosaConnectionException("create was cancelled" + reason + "; the computer will be destroyed", null,
				true, null);
	}

	@Override
	public Context currentContext() {
		return Context.of(this.sink.contextView());
	}

	@Override
	protected void hookOnNext(T value) {
		this.value = value;
		if (this.state.compareAndSet(State.WANTED, State.DELIVERED)) {
			this.sink.success(value);
			end();
		}
		else {
			undo(value);
		}
	}

	private void undo(T value) {
		this.undo.apply(value).doFinally((signal) -> end()).subscribe();
	}

	@Override
	protected void hookOnError(Throwable failure) {
		// A failure has no result to undo
		if (this.state.compareAndSet(State.WANTED, State.RECEIVED)) {
			this.sink.error(failure);
		}
		else {
			logger.warn("A creation that was cancelled has failed: " + failure);
			this.failureListener.accept(failure);
		}
		end();
	}

	@Override
	protected void hookOnComplete() {
		if (this.value == null) {
			end();
		}
	}

	private void end() {
		this.pending.remove(this);
		this.end.tryEmitEmpty();
	}

	@Override
	public String toString() {
		return this.name;
	}

	private enum State {

		WANTED, DELIVERED, RECEIVED, ABANDONED

	}

}
