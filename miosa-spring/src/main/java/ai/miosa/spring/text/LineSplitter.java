package ai.miosa.spring.text;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits UTF-8 that arrives in buffers into lines. A line ends with {@code \n} or
 * {@code \r\n}, and also with {@code \r} if so configured. A line that exceeds the limit
 * is split, but not within a character. Malformed bytes become U+FFFD. Not thread-safe.
 */
public final class LineSplitter {

	/**
	 * The maximum number of bytes of a character after the first.
	 */
	private static final int MAX_CONTINUATION = 3;

	private final int maxBytes;

	private final boolean carriageReturns;

	private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);

	/**
	 * Whether the previous line ended with a carriage return, to which a following line
	 * feed belongs.
	 */
	private boolean afterCarriageReturn;

	private int skipped;

	/**
	 * Create a splitter.
	 * @param maxBytes the longest line in bytes
	 * @param carriageReturns whether a single carriage return also ends a line
	 */
	public LineSplitter(int maxBytes, boolean carriageReturns) {
		this.maxBytes = maxBytes;
		this.carriageReturns = carriageReturns;
	}

	/**
	 * Split bytes.
	 * @param bytes the bytes, which are consumed
	 * @return the lines that are complete
	 */
	public List<Line> split(ByteBuffer bytes) {
		List<Line> lines = new ArrayList<>();
		while (bytes.hasRemaining()) {
			if (this.afterCarriageReturn) {
				this.afterCarriageReturn = false;
				if (bytes.get(bytes.position()) == '\n') {
					bytes.get();
					this.skipped++;
					continue;
				}
			}
			int end = findLineEnd(bytes);
			collect(bytes, end, lines);
			if (end < bytes.limit()) {
				this.afterCarriageReturn = bytes.get() == '\r';
				lines.add(finish(false, 1));
			}
		}
		return lines;
	}

	private int findLineEnd(ByteBuffer bytes) {
		for (int i = bytes.position(); i < bytes.limit(); i++) {
			byte next = bytes.get(i);
			if (next == '\n' || (next == '\r' && this.carriageReturns)) {
				return i;
			}
		}
		return bytes.limit();
	}

	private void collect(ByteBuffer bytes, int end, List<Line> lines) {
		while (bytes.position() < end) {
			int room = this.maxBytes - this.line.size();
			if (room <= -MAX_CONTINUATION || (room <= 0 && !isContinuation(bytes.get(bytes.position())))) {
				lines.add(finish(true, 0));
				room = this.maxBytes;
			}
			byte[] part = new byte[Math.min(Math.max(1, room), end - bytes.position())];
			bytes.get(part);
			this.line.writeBytes(part);
		}
	}

	private static boolean isContinuation(byte next) {
		return (next & 0xC0) == 0x80;
	}

	/**
	 * End the text.
	 * @return the last line, if it has no line end
	 */
	public List<Line> end() {
		return (this.line.size() > 0) ? List.of(finish(false, 0)) : List.of();
	}

	private Line finish(boolean partial, int lineEnd) {
		int size = this.skipped + this.line.size() + lineEnd;
		String text = this.line.toString(StandardCharsets.UTF_8);
		this.skipped = 0;
		this.line.reset();
		boolean carriageReturn = !partial && text.endsWith("\r");
		return new Line(carriageReturn ? text.substring(0, text.length() - 1) : text, partial, size);
	}

}
