package ai.miosa.spring.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SessionOptionsTests {

	@Test
	void nothingIsSetAtFirst() {
		SessionOptions options = SessionOptions.none();
		assertThat(options.getPty()).isNull();
		assertThat(options.getTerminalSize()).isNull();
		assertThat(options.getWorkingDirectory()).isNull();
		assertThat(options.getEnv()).isEmpty();
		assertThat(options.getArgs()).isEmpty();
		assertThat(options.getOutputHandler()).isNull();
		assertThat(options.getPortListener()).isNull();
	}

	@Test
	void factories() {
		assertThat(SessionOptions.pty(120, 40).getPty()).isTrue();
		assertThat(SessionOptions.pty(120, 40).getTerminalSize()).isEqualTo(new TerminalSize(120, 40));
		assertThat(SessionOptions.pipes().getPty()).isFalse();
	}

	@Test
	void defaultsFillInAndEnvIsMergedNameByName() {
		SessionOutputHandler handler = (output) -> output.size();
		SessionOptions defaults = SessionOptions.builder()
			.pty(true)
			.terminalSize(new TerminalSize(1, 2))
			.workingDirectory("/a")
			.env(Map.of("A", "1", "B", "1"))
			.args("x")
			.outputHandler(handler)
			.build();
		SessionOptions merged = SessionOptions.builder().pty(false).env("B", "2").build().withDefaults(defaults);
		assertThat(merged.getPty()).isFalse();
		assertThat(merged.getTerminalSize()).isEqualTo(new TerminalSize(1, 2));
		assertThat(merged.getWorkingDirectory()).isEqualTo("/a");
		assertThat(merged.getEnv()).isEqualTo(Map.of("A", "1", "B", "2"));
		assertThat(merged.getArgs()).containsExactly("x");
		assertThat(merged.getOutputHandler()).isSameAs(handler);
		assertThat(SessionOptions.builder().workingDirectory("/b").args("y").build().withDefaults(defaults))
			.satisfies((options) -> {
				assertThat(options.getWorkingDirectory()).isEqualTo("/b");
				assertThat(options.getArgs()).containsExactly("y");
			});
	}

	@Test
	void builderOfOptionsDoesNotChangeThem() {
		SessionOptions options = SessionOptions.builder().env("A", "1").args("x").build();
		SessionOptions other = options.toBuilder().env("B", "2").args("y", "z").build();
		assertThat(options.getEnv()).containsOnlyKeys("A");
		assertThat(options.getArgs()).containsExactly("x");
		assertThat(other.getEnv()).containsOnlyKeys("A", "B");
		assertThat(other.getArgs()).containsExactly("y", "z");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> options.getEnv().put("C", "3"));
	}

	@Test
	void mistakesAreRejected() {
		SessionOptions.Builder builder = SessionOptions.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.env("", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.env("A=B", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.env("A\0", "x"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.env("A", "\0"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.args("\0"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.workingDirectory(" "));
		assertThatIllegalArgumentException().isThrownBy(() -> new TerminalSize(0, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> new TerminalSize(1, 65536));
		assertThat(new TerminalSize(65535, 1)).hasToString("65535x1");
	}

	@Test
	void descriptionsShowSizesOnly() {
		assertThat(SessionOptions.builder().pty(true).env("SECRET", "secret").args("secret").build())
			.hasToString("SessionOptions[pty=true, terminal size=null, 1 environment variables, 1 arguments]");
		assertThat(new SessionOutput(SessionStream.STDERR, ByteBuffer.wrap("secret".getBytes(StandardCharsets.UTF_8))))
			.hasToString("SessionOutput[STDERR, 6 bytes]");
		assertThat(new SessionText(SessionStream.STDOUT, "secret")).hasToString("SessionText[STDOUT, 6 characters]");
	}

}
