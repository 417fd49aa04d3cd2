package ai.miosa.spring.ai;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Output of a command as text for a language model: without control sequences, and with
 * only the final state of a line that was overwritten.
 */
final class OutputText {

	// ECMA-48: control sequences, control strings, and the other escape sequences. Of a
	// control string without an end, only the first two characters are removed
	private static final Pattern CONTROL_SEQUENCES = Pattern
		.compile("\u001B\\[[0-?]*[ -/]*[@-~]|\u001B[\\]PX^_][^\\p{Cntrl}]*(?:\u0007|\u001B\\\\)|\u001B[ -/]*[0-~]?");

	private static final Pattern LINE_ENDS = Pattern.compile("\r+(?=\n|\\z)");

	private static final Pattern CONTROL_CHARACTERS = Pattern.compile("[\\p{Cntrl}\u0080-\u009F&&[^\n\t]]");

	private OutputText() {
	}

	/**
	 * Decode UTF-8 from the position of the buffer on and advance it. Malformed bytes
	 * become U+FFFD.
	 * @param bytes the bytes
	 * @param last whether a character that is incomplete at the end is malformed, instead
	 * of being left in the buffer
	 */
	static String decode(ByteBuffer bytes, boolean last) {
		CharBuffer text = CharBuffer.allocate(bytes.remaining());
		StandardCharsets.UTF_8.newDecoder()
			.onMalformedInput(CodingErrorAction.REPLACE)
			.onUnmappableCharacter(CodingErrorAction.REPLACE)
			.decode(bytes, text, last);
		return clean(text.flip().toString());
	}

	/**
	 * Decode the end of an output, which may begin within a character.
	 */
	static String decodeEnd(ByteBuffer bytes) {
		for (int i = 0; i < 3 && bytes.hasRemaining() && (bytes.get(bytes.position()) & 0xC0) == 0x80; i++) {
			bytes.get();
		}
		return decode(bytes, true);
	}

	private static String clean(String text) {
		String plain = CONTROL_SEQUENCES.matcher(text).replaceAll("");
		if (plain.indexOf('\r') >= 0) {
			plain = Stream.of(LINE_ENDS.matcher(plain).replaceAll("").split("\n", -1))
				.map((line) -> line.substring(line.lastIndexOf('\r') + 1))
				.collect(Collectors.joining("\n"));
		}
		return CONTROL_CHARACTERS.matcher(plain).replaceAll("");
	}

	/**
	 * Return the first characters of a text, none of them cut.
	 */
	static String first(String text, int length) {
		int end = Math.min(text.length(), length);
		boolean cut = end > 0 && end < text.length() && Character.isLowSurrogate(text.charAt(end));
		return text.substring(0, cut ? end - 1 : end);
	}

	/**
	 * Return the last characters of a text, none of them cut.
	 */
	static String last(String text, int length) {
		int start = Math.max(0, text.length() - length);
		boolean cut = start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start));
		return text.substring(cut ? start + 1 : start);
	}

}
