package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The latest output of a terminal, addressed by its offset in the whole output. Takes
 * memory as it fills, in blocks. Knows the state of the screen at both ends. Not
 * thread-safe.
 */
final class ReplayRing {

	private static final int BLOCK = 8 * 1024;

	private static final int MAX_LINE = 8 * 1024;

	private final List<byte[]> blocks = new ArrayList<>();

	private final ScreenState atHead = new ScreenState();

	private final ScreenState atTail = new ScreenState();

	private final long capacity;

	private long head;

	private long tail;

	private long lineStart;

	ReplayRing(long capacity) {
		this.capacity = capacity;
	}

	/**
	 * Append output and drop the oldest output beyond the capacity.
	 */
	void write(ByteBuffer output, int length) {
		for (int left = length; left > 0;) {
			int index = (int) (this.head % BLOCK);
			if (index == 0) {
				this.blocks.add(new byte[BLOCK]);
			}
			byte[] block = this.blocks.get(this.blocks.size() - 1);
			int size = Math.min(left, BLOCK - index);
			output.get(block, index, size);
			this.atHead.scan(block, index, index + size);
			this.head += size;
			left -= size;
			dropBefore(this.head - this.capacity);
		}
	}

	private void dropBefore(long offset) {
		while (this.tail < offset) {
			int index = (int) (this.tail % BLOCK);
			int size = (int) Math.min(offset - this.tail, BLOCK - index);
			this.atTail.scan(block(this.tail), index, index + size);
			this.tail += size;
			if (index + size == BLOCK) {
				this.blocks.remove(0);
			}
		}
	}

	private byte[] block(long offset) {
		return this.blocks.get((int) (offset / BLOCK - this.tail / BLOCK));
	}

	/**
	 * Copy output from an offset on.
	 */
	byte[] read(long offset, int max) {
		byte[] copy = new byte[(int) Math.min(max, this.head - offset)];
		for (int done = 0; done < copy.length;) {
			int index = (int) ((offset + done) % BLOCK);
			int size = Math.min(copy.length - done, BLOCK - index);
			System.arraycopy(block(offset + done), index, copy, done, size);
			done += size;
		}
		return copy;
	}

	/**
	 * Return where a replay begins: with the oldest line, because what precedes it may be
	 * half a control sequence or character.
	 */
	long start() {
		long limit = Math.min(this.head, this.tail + MAX_LINE);
		for (long offset = this.tail; this.tail != this.lineStart && offset < limit; offset++) {
			if (block(offset)[(int) (offset % BLOCK)] == '\n') {
				this.lineStart = offset + 1;
				dropBefore(this.lineStart);
			}
		}
		return this.tail;
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
