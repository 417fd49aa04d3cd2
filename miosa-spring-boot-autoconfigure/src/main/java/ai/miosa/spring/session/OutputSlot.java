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

	private @Nullable OutputInputStream claimed;

	OutputSlot(SessionStream stream) {
		this.stream = stream;
	}

	/**
	 * Return whether there is nothing to wait for before {@link #add}.
	 * @return whether there is room
	 */
	boolean hasRoom() {
		return this.claimed != null || this.capturing || this.heldCost < FlowGate.HIGH;
	}

	/**
	 * Keep output unless it belongs to someone who has asked for it.
	 * @param data the bytes
	 * @param number its place in the order of arrival
	 * @return where to put it, or {@code null} if it has been kept
	 */
	@Nullable OutputInputStream add(ByteBuffer data, long number) {
		if (this.claimed == null) {
			if (this.capturing) {
				this.capture.add(data);
			}
			else {
				this.held.add(new Held(number, new SessionOutput(this.stream, data)));
				this.heldCost += FlowGate.cost(data);
			}
		}
		return this.claimed;
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
				int cost = FlowGate.cost(held.output().data());
				gate.add(cost);
				claimed.put(held.output().data(), cost);
			}
			this.claimed = claimed;
		}
		return claimed;
	}

	void end(@Nullable Throwable failure) {
		if (this.claimed != null) {
			this.claimed.end(failure);
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
