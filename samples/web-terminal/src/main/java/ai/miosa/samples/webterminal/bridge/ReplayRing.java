package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;

/**
 * The latest output of a terminal, addressed by its offset in the whole output. Knows the
 * state of the screen at both ends. Not safe for use by many threads.
 */
final class ReplayRing {

	private static final int MAX_LINE = 8 * 1024;

	private final byte[] bytes;

	private final ScreenState atHead = new ScreenState();

	private final ScreenState atTail = new ScreenState();

	private long head;

	private long tail;

	private long lineStart;

	ReplayRing(int capacity) {
		this.bytes = new byte[capacity];
	}

	/**
	 * Append output in place of the oldest.
	 */
	void write(ByteBuffer output, int length) {
		int left = length;
		while (left > 0) {
			int index = index(this.head);
			int size = Math.min(left, this.bytes.length - index);
			dropBefore(this.head + size - this.bytes.length);
			output.get(this.bytes, index, size);
			this.atHead.scan(this.bytes, index, index + size);
			this.head += size;
			left -= size;
		}
	}

	/**
	 * Copy output from an offset on.
	 */
	byte[] read(long offset, int max) {
		byte[] copy = new byte[(int) Math.min(max, this.head - offset)];
		int index = index(offset);
		int size = Math.min(copy.length, this.bytes.length - index);
		System.arraycopy(this.bytes, index, copy, 0, size);
		System.arraycopy(this.bytes, 0, copy, size, copy.length - size);
		return copy;
	}

	/**
	 * Return where a screen can begin that cannot go on where it was: the oldest output
	 * that begins a line, as half a control sequence or character may come before it.
	 */
	long start() {
		long limit = Math.min(this.head, this.tail + MAX_LINE);
		for (long offset = this.tail; this.tail != this.lineStart && offset < limit; offset++) {
			if (this.bytes[index(offset)] == '\n') {
				this.lineStart = offset + 1;
				dropBefore(this.lineStart);
			}
		}
		return this.tail;
	}

	/**
	 * Forget the output before an offset.
	 */
	void dropBefore(long offset) {
		while (this.tail < offset) {
			int index = index(this.tail);
			int size = (int) Math.min(offset - this.tail, this.bytes.length - index);
			this.atTail.scan(this.bytes, index, index + size);
			this.tail += size;
		}
	}

	private int index(long offset) {
		return (int) (offset % this.bytes.length);
	}

	boolean holds(long offset) {
		return offset >= this.tail && offset <= this.head;
	}

	long head() {
		return this.head;
	}

	ScreenState atHead() {
		return this.atHead;
	}

	ScreenState atTail() {
		return this.atTail;
	}

}
