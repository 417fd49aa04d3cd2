package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExecOptionsTests {

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT0.000999999S", "PT600.000000001S", "PT1H" })
	void rejectsTimeoutsOutOfRange(String timeout) {
		assertThatIllegalArgumentException().isThrownBy(() -> ExecOptions.timeout(Duration.parse(timeout)))
			.withMessageContaining("600 s")
			.withMessageContaining("spawn")
			.withMessageContaining("job");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0.001S", "PT600S" })
	void acceptsTimeoutsInRange(String timeout) {
		assertThat(ExecOptions.timeout(Duration.parse(timeout)).getTimeout()).isEqualTo(Duration.parse(timeout));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "1A", "A-B", "A B", "A=B", "Ä", "A\0" })
	void rejectsEnvNames(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> ExecOptions.builder().env(name, "canary"))
			.withMessageContaining("name")
			.withMessageNotContaining("canary");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 32_766 })
	void acceptsStdinUpToItsLimit(int length) {
		String stdin = "é".repeat(length / 2) + "\0\n";
		assertThat(ExecOptions.builder().stdin(stdin).build().getStdin()).isEqualTo(stdin);
	}

	@Test
	void rejectsStdinOverItsLimit() {
		assertThatIllegalArgumentException().isThrownBy(() -> ExecOptions.builder().stdin("é".repeat(16_384) + "x"))
			.withMessageContaining("32,768")
			.withMessageContaining("spawn");
	}

	@Test
	void rejectsLoneSurrogates() {
		ExecOptions.Builder builder = ExecOptions.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.stdin("canary\udc00"))
			.withMessageContaining("surrogate")
			.withMessageNotContaining("canary");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.env("A", "\ud800"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.workingDirectory("/tmp/\ud800x"));
		assertThat(builder.env("A", "\ud83d\ude00").build().getEnv()).containsEntry("A", "\ud83d\ude00");
	}

	@Test
	void rejectsNulInEnvValue() {
		assertThatIllegalArgumentException().isThrownBy(() -> ExecOptions.builder().env("A", "canary\0"))
			.withMessageContaining("NUL")
			.withMessageNotContaining("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "  ", "/tmp\0" })
	void rejectsWorkingDirectories(String directory) {
		assertThatIllegalArgumentException().isThrownBy(() -> ExecOptions.builder().workingDirectory(directory))
			.withMessageContaining("working directory");
	}

	@Test
	void mergesOverDefaultsKeyByKey() {
		ExecOptions defaults = ExecOptions.builder()
			.timeout(Duration.ofSeconds(5))
			.workingDirectory("/srv")
			.env(Map.of("A", "default", "B", "default"))
			.stdin("default")
			.build();
		ExecOptions merged = ExecOptions.builder()
			.workingDirectory("/tmp")
			.env("B", "call")
			.build()
			.withDefaults(defaults);
		assertThat(merged.getStdin()).isEqualTo("default");
		assertThat(merged.getTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(merged.getWorkingDirectory()).isEqualTo("/tmp");
		assertThat(merged.getEnv()).containsOnly(Map.entry("A", "default"), Map.entry("B", "call"));
	}

	@Test
	void isImmutable() {
		ExecOptions.Builder builder = ExecOptions.builder().env("A", "1");
		ExecOptions options = builder.build();
		builder.env("B", "2");
		assertThat(options.getEnv()).containsOnlyKeys("A");
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> options.getEnv().clear());
	}

	@Test
	void toStringShowsNoContent() {
		ExecOptions options = ExecOptions.builder()
			.workingDirectory("/canary")
			.env("CANARY", "canary")
			.stdin("canary")
			.build();
		assertThat(options.toString()).doesNotContainIgnoringCase("canary").contains("1 variables");
	}

}
