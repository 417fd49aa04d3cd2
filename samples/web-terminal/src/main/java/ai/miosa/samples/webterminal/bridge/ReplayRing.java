package ai.miosa.samples.webterminal.bridge;

import java.util.Arrays;

/**
 * The latest output of a terminal, addressed by its offset in the whole output. Takes
 * memory as it fills. Knows the state of the screen at both ends. Not thread-safe.
 */
final class ReplayRing {

	private static final int INITIAL = 8 * 1024;

	private final ScreenState atHead = new ScreenState();

	private final ScreenState atTail = new ScreenState();

	private final int capacity;

	private byte[] bytes;

	private long head;

	private long tail;

	/**
	 * Create a ring.
	 * @param capacity how much output to keep, in bytes
	 */
	ReplayRing(int capacity) {
		this.capacity = capacity;
		this.bytes = new byte[Math.min(INITIAL, capacity)];
	}

	/**
	 * Append output and drop the oldest output beyond the capacity.
	 */
	void write(byte[] output, int length) {
		// Until the ring is full, nothing in it has wrapped around
		while (this.bytes.length < this.capacity && this.head + length > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.min(2 * this.bytes.length, this.capacity));
		}
		int written = 0;
		while (written < length) {
			int index = (int) (this.head % this.bytes.length);
			int size = Math.min(length - written, this.bytes.length - index);
			dropBefore(this.head + size - this.bytes.length);
			System.arraycopy(output, written, this.bytes, index, size);
			this.atHead.scan(this.bytes, index, index + size);
			this.head += size;
			written += size;
		}
	}

	private void dropBefore(long offset) {
		while (this.tail < offset) {
			int index = (int) (this.tail % this.bytes.length);
			int size = (int) Math.min(offset - this.tail, this.bytes.length - index);
			this.atTail.scan(this.bytes, index, index + size);
			this.tail += size;
		}
	}

	/**
	 * Copy output.
	 * @param from where to begin, which the ring must hold
	 * @param max the maximum length
	 */
	byte[] read(long from, int max) {
		byte[] copy = new byte[(int) Math.min(max, this.head - from)];
		int index = (int) (from % this.bytes.length);
		int size = Math.min(copy.length, this.bytes.length - index);
		System.arraycopy(this.bytes, index, copy, 0, size);
		System.arraycopy(this.bytes, 0, copy, size, copy.length - size);
		return copy;
	}

	boolean holds(long offset) {
		return offset >= this.tail && offset <= this.head;
	}

	long tail() {
		return this.tail;
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
