package ai.miosa.spring.session.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import ai.miosa.spring.session.CapturedOutput;

/**
 * Keeps the first and the last bytes of one stream, and its length. Memory grows only as
 * bytes arrive.
 */
final class OutputCapture {

	static final int PART = 64 * 1024;

	private final ByteArrayOutputStream head = new ByteArrayOutputStream(0);

	private byte[] ring = {};

	private long total;

	synchronized void add(ByteBuffer data) {
		this.total += data.remaining();
		int toHead = Math.min(PART - this.head.size(), data.remaining());
		if (toHead > 0) {
			byte[] bytes = new byte[toHead];
			data.get(bytes);
			this.head.writeBytes(bytes);
		}
		if (data.remaining() > PART) {
			data.position(data.limit() - PART);
		}
		// The byte after the head has number 0; byte n is at n % PART
		long number = this.total - this.head.size() - data.remaining();
		while (data.hasRemaining()) {
			int at = (int) (number % PART);
			int length = Math.min(data.remaining(), PART - at);
			growRing(at + length);
			data.get(this.ring, at, length);
			number += length;
		}
	}

	private void growRing(int size) {
		if (size > this.ring.length) {
			byte[] grown = new byte[Math.min(PART, Math.max(size, this.ring.length * 2))];
			System.arraycopy(this.ring, 0, grown, 0, this.ring.length);
			this.ring = grown;
		}
	}

	synchronized CapturedOutput snapshot() {
		long afterHead = this.total - this.head.size();
		byte[] tail = new byte[(int) Math.min(afterHead, PART)];
		for (int i = 0; i < tail.length;) {
			int at = (int) ((afterHead - tail.length + i) % PART);
			int length = Math.min(tail.length - i, PART - at);
			System.arraycopy(this.ring, at, tail, i, length);
			i += length;
		}
		return new CapturedOutput(this.head.toByteArray(), tail, this.total);
	}

}
