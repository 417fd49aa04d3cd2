package ai.miosa.spring.session;

import java.util.AbstractQueue;
import java.util.Iterator;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.util.concurrent.Queues;

/**
 * The way to read output through a {@link Flux}.
 */
final class OutputFlux {

	private final FlowGate gate;

	private final OutputCapture stdout;

	private final OutputCapture stderr;

	private final GatedQueue queue = new GatedQueue();

	// One thread at a time emits: the container's, which reads one message after the
	// other
	private final Sinks.Many<SessionOutput> sink = Sinks.unsafe().many().unicast().onBackpressureBuffer(this.queue);

	OutputFlux(FlowGate gate, OutputCapture stdout, OutputCapture stderr) {
		this.gate = gate;
		this.stdout = stdout;
		this.stderr = stderr;
	}

	Flux<SessionOutput> flux() {
		return this.sink.asFlux();
	}

	void accept(SessionOutput output) {
		int cost = FlowGate.cost(output.data());
		this.gate.enter(cost);
		if (this.sink.tryEmitNext(output).isFailure()) {
			this.gate.leave(cost);
			capture(output);
		}
	}

	/**
	 * Take output that arrived before this way was chosen. Does not block.
	 * @param output the output
	 */
	void replay(SessionOutput output) {
		this.gate.add(FlowGate.cost(output.data()));
		this.queue.add(output);
	}

	void end(@Nullable Throwable failure) {
		if (failure != null) {
			this.sink.tryEmitError(failure);
		}
		else {
			this.sink.tryEmitComplete();
		}
	}

	private void capture(SessionOutput output) {
		((output.stream() == SessionStream.STDOUT) ? this.stdout : this.stderr).add(output.data());
	}

	/**
	 * The queue between the container's thread and the subscriber's. What leaves it makes
	 * room at the gate; what is left when the subscriber cancels goes into the capture.
	 */
	private final class GatedQueue extends AbstractQueue<SessionOutput> {

		private final Queue<SessionOutput> queue = Queues.<SessionOutput>unbounded().get();

		@Override
		public boolean offer(SessionOutput output) {
			return this.queue.offer(output);
		}

		@Override
		public @Nullable SessionOutput poll() {
			SessionOutput output = this.queue.poll();
			if (output != null) {
				OutputFlux.this.gate.leave(FlowGate.cost(output.data()));
			}
			return output;
		}

		@Override
		public @Nullable SessionOutput peek() {
			return this.queue.peek();
		}

		@Override
		public void clear() {
			for (SessionOutput output = poll(); output != null; output = poll()) {
				capture(output);
			}
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
