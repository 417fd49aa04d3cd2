package ai.miosa.spring.session.output;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

import ai.miosa.spring.session.SessionOutput;

/**
 * Reads output through a {@link Flux}.
 */
final class OutputFlux implements StreamedSink.Reader {

	private final ReadWindow window;

	private final Consumer<SessionOutput> unread;

	private final Runnable onCancel;

	private volatile boolean cancelled;

	// Emitted only on the event loop, one message after another
	private final Sinks.Many<SessionOutput> sink = Sinks.unsafe().many().unicast().onBackpressureBuffer();

	OutputFlux(ReadWindow window, Consumer<SessionOutput> unread, Runnable onCancel) {
		this.window = window;
		this.unread = unread;
		this.onCancel = onCancel;
	}

	Flux<SessionOutput> flux() {
		return this.sink.asFlux()
			.doOnNext((output) -> this.window.remove(ReadWindow.cost(output)))
			.doOnDiscard(SessionOutput.class, this::capture)
			.doOnCancel(this::cancel);
	}

	private void capture(SessionOutput output) {
		this.window.remove(ReadWindow.cost(output));
		this.unread.accept(output);
	}

	private void cancel() {
		this.cancelled = true;
		this.onCancel.run();
	}

	@Override
	public void accept(SessionOutput output) {
		if (this.sink.tryEmitNext(output).isFailure()) {
			capture(output);
		}
	}

	@Override
	public void end(@Nullable Throwable failure) {
		if (failure == null) {
			this.sink.tryEmitComplete();
		}
		else if (!this.cancelled) {
			// Operators log an error that follows a cancellation
			this.sink.tryEmitError(failure);
		}
	}

}
