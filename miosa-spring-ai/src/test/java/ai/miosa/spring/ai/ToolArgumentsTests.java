package ai.miosa.spring.ai;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ToolArgumentsTests {

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\'', value = { "30, 30", "'\"30\"', 30", "0.5, 1", "1.2, 2", "600, 280", "-3, 1",
			"0, 1", "1e400, 280", "null, 60", "'\" 7 \"', 7", "1e999999999, 280" })
	void numberIsReadLeniently(String json, long expected) {
		assertThat(ToolArguments.parse("{\"n\": " + json + "}").number("n", 60, 1, 280)).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"thirty\"", "\"30s\"", "true", "[]", "{}", "\"\"", "\"NaN\"" })
	void invalidNumbersAreRejectedInOneSentence(String json) {
		assertThatExceptionOfType(ToolFailedException.class)
			.isThrownBy(() -> ToolArguments.parse("{\"n\": " + json + "}").number("n", 60, 1, 280))
			.withMessage("Nothing was run: \"n\" must be a number.");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"t\": 1}", "{\"t\": \" \"}", "{\"t\": \"a\\u0000\"}", "{\"t\": \"\\ud800\"}",
			"{\"t\": \"\\ude00\\ud83d\"}" })
	void textThatCannotBeRunIsRejected(String json) {
		assertThatExceptionOfType(ToolFailedException.class).isThrownBy(() -> ToolArguments.parse(json).text("t"))
			.withMessageStartingWith("Nothing was run: \"t\" must ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "no json", "[]", "null", "{\"a\": " })
	void anythingButAnObjectIsRejected(String json) {
		assertThatExceptionOfType(ToolFailedException.class).isThrownBy(() -> ToolArguments.parse(json))
			.withMessage("Nothing was run: the arguments must be a JSON object.");
	}

}
