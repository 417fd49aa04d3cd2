package ai.miosa.spring.session;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * What becomes of the output of one stream: it is held while someone may still ask for
 * it, then captured, or it goes to the input stream of the one who has asked. Guarded by
 * the {@link OutputRelay}'s lock.
 */
final class OutputSlot {

	private final SessionStream stream;

	private final OutputCapture capture = new OutputCapture();

	private final Queue<Held> held = new ArrayDeque<>(0);

	private long heldCost;

	private boolean capturing;

	private volatile @Nullable OutputInputStream claimed;

	OutputSlot(SessionStream stream) {
		this.stream = stream;
	}

	/**
	 * Return whether there is nothing to wait for before {@link #keep}.
	 * @return whether there is room
	 */
	boolean hasRoom() {
		return this.claimed != null || this.capturing || this.heldCost < FlowGate.HIGH;
	}

	/**
	 * Keep output that nobody has asked for.
	 * @param output the output
	 * @param number its place in the order of arrival
	 */
	void keep(SessionOutput output, long number) {
		if (this.capturing) {
			this.capture.add(output.data());
		}
		else {
			this.held.add(new Held(number, output));
			this.heldCost += FlowGate.cost(output.data());
		}
	}

	/**
	 * From now on keep the first and the last part only.
	 */
	void capture() {
		if (this.claimed == null && !this.capturing) {
			this.capturing = true;
			this.held.forEach((held) -> this.capture.add(held.output().data()));
			clear();
		}
	}

	void checkComplete() {
		CapturedOutput captured = this.capture.snapshot();
		Assert.state(!captured.truncated(), () -> "The output was asked for too late: of " + captured.totalBytes()
				+ " bytes only the beginning and the end were kept");
	}

	/**
	 * Hand over all that was kept.
	 * @return what was kept, in the order of arrival
	 * @throws IllegalStateException if some of it is no longer there
	 */
	List<Held> take() {
		checkComplete();
		List<Held> taken = new ArrayList<>();
		ByteBuffer captured = this.capture.take();
		if (captured.hasRemaining()) {
			taken.add(new Held(-1, new SessionOutput(this.stream, captured)));
		}
		taken.addAll(this.held);
		clear();
		return taken;
	}

	private void clear() {
		this.held.clear();
		this.heldCost = 0;
	}

	InputStream claim(FlowGate gate) {
		OutputInputStream claimed = this.claimed;
		if (claimed == null) {
			claimed = new OutputInputStream(gate, this.capture);
			for (Held held : take()) {
				gate.add(FlowGate.cost(held.output().data()));
				claimed.put(held.output().data());
			}
			this.claimed = claimed;
		}
		return claimed;
	}

	/**
	 * Return the stream of the one who has asked. Needs no lock: it does not change.
	 * @return the stream, or {@code null} if nobody has asked
	 */
	@Nullable OutputInputStream getClaimed() {
		return this.claimed;
	}

	void end(@Nullable Throwable failure) {
		OutputInputStream claimed = this.claimed;
		if (claimed != null) {
			claimed.end(failure);
		}
	}

	OutputCapture getCapture() {
		return this.capture;
	}

	/**
	 * Return what nobody has read or asked for.
	 * @return the beginning and the end of it
	 */
	CapturedOutput unread() {
		if (this.held.isEmpty()) {
			return this.capture.snapshot();
		}
		OutputCapture unread = new OutputCapture();
		this.held.forEach((held) -> unread.add(held.output().data().duplicate()));
		return unread.snapshot();
	}

	/**
	 * Output that waits to be asked for.
	 *
	 * @param number its place in the order of arrival
	 * @param output the output
	 */
	record Held(long number, SessionOutput output) {
	}

}
