package ai.miosa.samples.webterminal.bridge;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ScreenStateTests {

	private final ScreenState state = new ScreenState();

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"',
			value = { "text, ''", "\\e[?2004h, \\e[?2004h", "\\e[?2004h\\e[?2004l, \\e[?2004l", "\\e[?25l, \\e[?25l",
					"\\e[?25l\\e[?25h, \\e[?25h", "\\e[?1;2004h\\e[?1049h, \\e[?1h\\e[?1049h\\e[?2004h", "\\e=, \\e=",
					"\\e=\\e[?1000h\\ec, ''", "\\e[31m\\e[?99999h\\e[4h, ''", "\\eP?2004h\\e\\\\x, ''" })
	void restoresTheModes(String output, String sequences) {
		scan(output);
		assertThat(this.state.toControlSequences()).isEqualTo(unescape(sequences.replace("''", "")));
	}

	@Test
	void readsTheTitleWhereverItIsCut() {
		for (String piece : "before\\e]0;Gr\u00fc\u00dfe\\aafter".split("(?<=;|r)")) {
			scan(piece);
		}
		assertThat(title()).isEqualTo("Gr\u00fc\u00dfe");
		scan("\\e]2;other\\e\\\\");
		assertThat(title()).isEqualTo("other");
	}

	@Test
	void knowsWhetherACommandRunsAndHowItEnded() {
		scan("\\e]133;C\\a");
		assertThat(this.state.status().busy()).isTrue();
		scan("\\e]133;D;130\\a");
		assertThat(this.state.status().busy()).isFalse();
		assertThat(this.state.status().lastExitCode()).isEqualTo(130);
		scan("\\e]133;D\\a");
		assertThat(this.state.status().lastExitCode()).isNull();
	}

	@Test
	void ignoresATitleThatIsTooLong() {
		scan("\\e]0;" + "x".repeat(100_000) + "\\a");
		assertThat(title()).isNull();
	}

	private @Nullable String title() {
		return this.state.status().title();
	}

	private void scan(String output) {
		byte[] bytes = unescape(output).getBytes(StandardCharsets.UTF_8);
		this.state.scan(bytes, 0, bytes.length);
	}

	private static String unescape(String text) {
		return text.replace("\\e", "\u001b").replace("\\a", "\u0007").replace("\\\\", "\\");
	}

}
