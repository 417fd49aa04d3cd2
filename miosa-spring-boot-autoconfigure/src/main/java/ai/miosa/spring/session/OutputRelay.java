package ai.miosa.spring.session;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;

/**
 * Takes output from the container's thread to the one who reads it, and decides what
 * becomes of output that nobody has asked for.
 */
final class OutputRelay {

	/**
	 * How long output that fills the memory set aside for it waits for someone to ask.
	 */
	private static final long CLAIM_NANOS = TimeUnit.SECONDS.toNanos(2);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final FlowGate gate = new FlowGate();

	private final OutputSlot stdout = new OutputSlot(SessionStream.STDOUT);

	private final OutputSlot stderr = new OutputSlot(SessionStream.STDERR);

	private final @Nullable SessionOutputHandler handler;

	private final long claimDeadline = System.nanoTime() + CLAIM_NANOS;

	private volatile @Nullable OutputFlux flux;

	private boolean streams;

	private long arrived;

	private boolean ended;

	private @Nullable Throwable failure;

	OutputRelay(@Nullable SessionOutputHandler handler) {
		this.handler = handler;
	}

	boolean hasHandler() {
		return this.handler != null;
	}

	/**
	 * Take output. Called by one thread at a time; blocks to hold the computer back.
	 * @param output the output
	 */
	void accept(SessionOutput output) throws Exception {
		if (this.handler != null) {
			this.handler.onOutput(output);
			return;
		}
		OutputSlot slot = slot(output.stream());
		if (this.flux == null && slot.getClaimed() == null && keep(output, slot)) {
			return;
		}
		OutputFlux flux = this.flux;
		OutputInputStream stream = slot.getClaimed();
		if (flux != null) {
			flux.accept(output);
		}
		else if (stream != null) {
			this.gate.enter(FlowGate.cost(output.data()));
			stream.put(output.data());
		}
	}

	private boolean keep(SessionOutput output, OutputSlot slot) throws InterruptedException {
		this.lock.lock();
		try {
			awaitClaim(slot);
			if (this.flux != null || slot.getClaimed() != null) {
				return false;
			}
			slot.keep(output, this.arrived++);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitClaim(OutputSlot slot) throws InterruptedException {
		while (this.flux == null && !this.ended && !slot.hasRoom()) {
			long left = this.claimDeadline - System.nanoTime();
			if (left <= 0) {
				slot.capture();
			}
			else {
				this.changed.awaitNanos(left);
			}
		}
	}

	/**
	 * From now on let output that nobody has asked for keep nobody waiting.
	 */
	void captureUnclaimed() {
		this.lock.lock();
		try {
			if (this.flux == null) {
				this.stdout.capture();
				this.stderr.capture();
				this.changed.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	InputStream stream(SessionStream stream) {
		this.lock.lock();
		try {
			Assert.state(this.handler == null && this.flux == null, "The output is already read in another way");
			InputStream claimed = slot(stream).claim(this.gate);
			this.streams = true;
			if (this.ended) {
				slot(stream).end(this.failure);
			}
			this.changed.signalAll();
			return claimed;
		}
		finally {
			this.lock.unlock();
		}
	}

	Flux<SessionOutput> flux() {
		this.lock.lock();
		try {
			Assert.state(this.handler == null && this.flux == null && !this.streams,
					"The output is already read in another way");
			List<OutputSlot.Held> held = new ArrayList<>();
			this.stdout.checkComplete();
			this.stderr.checkComplete();
			held.addAll(this.stdout.take());
			held.addAll(this.stderr.take());
			held.sort(Comparator.comparingLong(OutputSlot.Held::number));
			OutputFlux flux = new OutputFlux(this.gate, this.stdout.getCapture(), this.stderr.getCapture());
			held.forEach((each) -> flux.replay(each.output()));
			if (this.ended) {
				flux.end(this.failure);
			}
			this.flux = flux;
			this.changed.signalAll();
			return flux.flux();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Take note that there will be no more output.
	 * @param failure why the output is not complete, or {@code null} if it is
	 */
	void end(@Nullable Throwable failure) {
		OutputFlux flux;
		this.lock.lock();
		try {
			this.ended = true;
			this.failure = failure;
			flux = this.flux;
			this.stdout.end(failure);
			this.stderr.end(failure);
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.gate.open();
		if (flux != null) {
			flux.end(failure);
		}
	}

	CapturedOutput captured(SessionStream stream) {
		this.lock.lock();
		try {
			return slot(stream).unread();
		}
		finally {
			this.lock.unlock();
		}
	}

	private OutputSlot slot(SessionStream stream) {
		return (stream == SessionStream.STDOUT) ? this.stdout : this.stderr;
	}

}
