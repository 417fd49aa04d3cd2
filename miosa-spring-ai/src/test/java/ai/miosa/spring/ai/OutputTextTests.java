package ai.miosa.spring.ai;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutputTextTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
			value = { "\u001B[31mred\u001B[0m|red", "\u001B]0;title\u0007text|text",
					"\u001B]8;;http://x\u001B\\link|link", "\u001B(Bplain|plain", "a\bb\u0000c\u009Bd|abcd",
					"\u001B[?25lx|x", "end\u001B|end" })
	void controlSequencesAreRemoved(String printed, String shown) {
		assertThat(decode(printed)).isEqualTo(shown);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "]0;title|0;title", "Pq#0|q#0", "[31|31" })
	void textAfterAnUnterminatedSequenceIsShown(String sequence, String rest) {
		assertThat(decode("\u001B" + sequence + "\nrest")).isEqualTo(rest + "\nrest");
	}

	@Test
	void onlyTheLastStateOfALineIsShown() {
		StringBuilder progress = new StringBuilder("begin\r\n");
		for (int i = 0; i <= 5_000; i++) {
			progress.append("\r\u001B[K").append(i).append(" of 5000");
		}
		assertThat(decode(progress + "\r\n\nend")).isEqualTo("begin\n5000 of 5000\n\nend");
		assertThat(decode("10%\r20%\r")).isEqualTo("20%");
		assertThat(decode("10%\r20%\r\r\n")).isEqualTo("20%\n");
	}

	@Test
	void longLineIsCleanedInLinearTime() {
		String line = "x".repeat(2_000_000);
		assertThat(decode(line + "\r\n")).isEqualTo(line + "\n");
	}

	@Test
	void bytesThatAreNotTextAreReplaced() {
		assertThat(OutputText.decode(ByteBuffer.wrap(new byte[] { 'a', (byte) 0xFF, 'b' }), true))
			.isEqualTo("a\uFFFDb");
	}

	@Test
	void truncatedCharacterIsOmitted() {
		byte[] bytes = "a😀b".getBytes(StandardCharsets.UTF_8);
		ByteBuffer beginning = ByteBuffer.wrap(bytes, 0, 3);
		assertThat(OutputText.decode(beginning, false)).isEqualTo("a");
		assertThat(beginning.position()).isEqualTo(1);
		assertThat(OutputText.decodeEnd(ByteBuffer.wrap(bytes, 3, 3))).isEqualTo("b");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
	void noCharacterIsCut(int length) {
		String text = "é😀é😀";
		assertThat(OutputText.first(text, length)).hasSizeLessThanOrEqualTo(length).satisfies(text::startsWith);
		assertThat(OutputText.first(text, length) + OutputText.last(text, length)).doesNotContain("?")
			.isEqualTo(new String(
					(OutputText.first(text, length) + OutputText.last(text, length)).getBytes(StandardCharsets.UTF_8),
					StandardCharsets.UTF_8));
		assertThat(OutputText.last(text, 6)).isEqualTo(text);
	}

	private static String decode(String text) {
		return OutputText.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), true);
	}

}
