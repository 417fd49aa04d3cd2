package ai.miosa.spring.ai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class OutputExcerptTests {

	@Test
	void showsShortOutputWhole() {
		assertThat(whole("one\ntwo\n").text(8)).isEqualTo("one\ntwo\n");
	}

	@Test
	void keepsBothEndsOfLongOutput() {
		assertThat(whole("abcdefghij").text(4)).isEqualTo("ab\n[... 6 bytes left out ...]\nij");
	}

	@Test
	void countsWhatTheComputerDidNotSend() {
		OutputExcerpt excerpt = new OutputExcerpt(bytes("abcd"), bytes("wxyz"), 1_000_000);
		assertThat(excerpt.text(4)).isEqualTo("ab\n[... 999996 bytes left out ...]\nyz");
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 })
	void cutsNoCharacter(int budget) {
		String text = "é€😀é€😀é€😀é€😀";
		String excerpt = whole(text).text(budget);
		assertThat(excerpt).doesNotContain("\uFFFD");
		String[] ends = excerpt.split("\n\\[\\.\\.\\. \\d+ bytes left out \\.\\.\\.]\n", -1);
		assertThat(text).startsWith(ends[0]).endsWith(ends[1]);
		assertThat(ends[0].length() + ends[1].length()).isLessThanOrEqualTo(budget);
		int leftOut = bytes(text).length - bytes(ends[0]).length - bytes(ends[1]).length;
		assertThat(excerpt).contains("[... " + leftOut + " bytes left out ...]");
	}

	@Test
	void cutsNoCharacterWhereTheComputerCutOne() {
		byte[] bytes = bytes("😀😀😀😀😀");
		OutputExcerpt excerpt = new OutputExcerpt(Arrays.copyOf(bytes, 6), Arrays.copyOfRange(bytes, 14, 20), 20);
		assertThat(excerpt.text(100)).isEqualTo("😀\n[... 12 bytes left out ...]\n😀");
	}

	@Test
	void showsBytesThatAreNoText() {
		assertThat(new OutputExcerpt(new byte[] { 'a', (byte) 0xFF, 'b' }, new byte[0], 3).text(10))
			.isEqualTo("a\uFFFDb");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
			value = { "\u001B[31mred\u001B[0m|red", "\u001B]0;title\u0007text|text",
					"\u001B]8;;http://x\u001B\\link|link", "\u001B(Bplain|plain", "a\bb\u0000c|abc", "\u001B[?25lx|x",
					"end\u001B|end" })
	void removesControlSequences(String printed, String shown) {
		assertThat(whole(printed).text(100)).isEqualTo(shown);
	}

	@Test
	void showsEachStateOfAProgressLine() {
		assertThat(whole("10%\r20%\r\n").text(100)).isEqualTo("10%\n20%\n");
	}

	private static OutputExcerpt whole(String text) {
		return new OutputExcerpt(bytes(text), new byte[0], bytes(text).length);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
