package ai.miosa.spring.session.output;

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

import ai.miosa.spring.session.SessionOutput;

/**
 * The way to read output through a {@link Flux}.
 */
final class OutputFlux {

	private final ReadLimit limit;

	private final Captures captures;

	private final Runnable onCancel;

	// Emitted on the event loop alone, one message after the other
	private final Sinks.Many<SessionOutput> sink = Sinks.unsafe()
		.many()
		.unicast()
		.onBackpressureBuffer(new LimitedQueue());

	OutputFlux(ReadLimit limit, Captures captures, Runnable onCancel) {
		this.limit = limit;
		this.captures = captures;
		this.onCancel = onCancel;
	}

	Flux<SessionOutput> flux() {
		return this.sink.asFlux().doOnDiscard(SessionOutput.class, this.captures::add).doOnCancel(this.onCancel);
	}

	/**
	 * Take output that the limit has accounted for.
	 */
	void accept(SessionOutput output) {
		int cost = ReadLimit.cost(output);
		if (this.sink.tryEmitNext(output).isFailure()) {
			this.limit.remove(cost);
			this.captures.add(output);
		}
	}

	void end(@Nullable Throwable failure) {
		if (failure != null) {
			this.sink.tryEmitError(failure);
		}
		else {
			this.sink.tryEmitComplete();
		}
	}

	/**
	 * The queue between the event loop and the subscriber. What leaves it makes room;
	 * what is left when the subscriber cancels is captured.
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
				OutputFlux.this.limit.remove(ReadLimit.cost(output));
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
