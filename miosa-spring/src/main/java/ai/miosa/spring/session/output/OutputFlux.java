package ai.miosa.spring.session.output;

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.Queue;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

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
	private final Sinks.Many<SessionOutput> sink = Sinks.unsafe()
		.many()
		.unicast()
		.onBackpressureBuffer(new LimitedQueue());

	OutputFlux(ReadWindow window, Consumer<SessionOutput> unread, Runnable onCancel) {
		this.window = window;
		this.unread = unread;
		this.onCancel = onCancel;
	}

	Flux<SessionOutput> flux() {
		return this.sink.asFlux().doOnDiscard(SessionOutput.class, this.unread).doOnCancel(this::cancel);
	}

	private void cancel() {
		this.cancelled = true;
		this.onCancel.run();
	}

	@Override
	public void accept(SessionOutput output) {
		int cost = ReadWindow.cost(output);
		if (this.sink.tryEmitNext(output).isFailure()) {
			this.window.remove(cost);
			this.unread.accept(output);
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

	/**
	 * The queue between the event loop and the subscriber. Output that is removed opens
	 * the window; output that remains when the subscriber cancels is captured.
	 */
	private final class LimitedQueue extends AbstractQueue<SessionOutput> {

		private final Queue<SessionOutput> queue = Queues.<SessionOutput>unbounded().get();

		@Override
		public boolean offer(SessionOutput output) {
			return this.queue.offer(output);
		}

		@Override
		public @Nullable SessionOutput poll() {
			SessionOutput output = this.queue.poll();
			if (output != null) {
				OutputFlux.this.window.remove(ReadWindow.cost(output));
			}
			return output;
		}

		@Override
		public @Nullable SessionOutput peek() {
			return this.queue.peek();
		}

		@Override
		public Iterator<SessionOutput> iterator() {
			return this.queue.iterator();
		}

		@Override
		public int size() {
			return this.queue.size();
		}

		@Override
		public boolean isEmpty() {
			return this.queue.isEmpty();
		}

	}

}
