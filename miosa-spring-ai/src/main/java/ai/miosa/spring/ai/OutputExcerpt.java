package ai.miosa.spring.ai;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The beginning and the end of a command's output, as text for a language model.
 */
final class OutputExcerpt {

	// ECMA-48: control sequences, control strings, and the other escape sequences
	private static final Pattern CONTROL_SEQUENCES = Pattern.compile(
			"\u001B\\[[0-?]*[ -/]*[@-~]" + "|\u001B[\\]PX^_][^\u0007\u001B]*(?:\u0007|\u001B\\\\)?|\u001B[ -/]*[0-~]?");

	private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cntrl}&&[^\n\t]]");

	private final byte[] beginning;

	private final byte[] end;

	private final long size;

	/**
	 * Create an excerpt.
	 * @param beginning the first bytes; all of them if there is no end
	 * @param end the last bytes, empty if the beginning is all
	 * @param size the size of the whole output in bytes
	 */
	OutputExcerpt(byte[] beginning, byte[] end, long size) {
		this.beginning = beginning;
		this.end = end;
		this.size = size;
	}

	/**
	 * Return the most characters that the text can have.
	 */
	long maxLength() {
		return this.size;
	}

	/**
	 * Return the text in at most so many characters of output, the first and the last
	 * half. What is left out between is said in bytes. No character is cut.
	 */
	String text(int budget) {
		if (this.end.length == 0) {
			String whole = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(this.beginning)).toString();
			if (whole.length() <= budget) {
				return clean(whole);
			}
		}
		CharBuffer head = CharBuffer.allocate(budget / 2);
		int headBytes = decode(this.beginning, 0, head);
		byte[] last = (this.end.length > 0) ? this.end : this.beginning;
		int lastFrom = (this.end.length > 0) ? 0 : headBytes;
		int tailFrom = tailFrom(last, lastFrom, budget - budget / 2);
		String tail = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(last, tailFrom, last.length - tailFrom)).toString();
		long leftOut = this.size - headBytes - (last.length - tailFrom);
		return clean(head.flip().toString()) + "\n[... " + leftOut + " bytes left out ...]\n" + clean(tail);
	}

	/**
	 * Find where to start so that no more than so many characters follow.
	 */
	private static int tailFrom(byte[] bytes, int from, int maxLength) {
		int start = from;
		while (start < bytes.length && start < from + 3 && (bytes[start] & 0xC0) == 0x80) {
			start++;
		}
		int length = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, start, bytes.length - start)).length();
		if (length <= maxLength) {
			return start;
		}
		// One character more where the buffer ends inside a pair of surrogates
		int skipped = decode(bytes, start, CharBuffer.allocate(length - maxLength));
		int rest = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes, skipped, bytes.length - skipped)).length();
		return (rest <= maxLength) ? skipped : decode(bytes, start, CharBuffer.allocate(length - maxLength + 1));
	}

	/**
	 * Decode until the characters are full or the bytes end, and return the index of the
	 * first byte that was not decoded.
	 */
	private static int decode(byte[] bytes, int from, CharBuffer characters) {
		ByteBuffer source = ByteBuffer.wrap(bytes, from, bytes.length - from);
		decoder().decode(source, characters, false);
		return source.position();
	}

	static CharsetDecoder decoder() {
		return StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE);
	}

	static String clean(String text) {
		String plain = CONTROL_SEQUENCES.matcher(text).replaceAll("").replace("\r\n", "\n").replace('\r', '\n');
		return CONTROL_CHARACTERS.matcher(plain).replaceAll("");
	}

}
