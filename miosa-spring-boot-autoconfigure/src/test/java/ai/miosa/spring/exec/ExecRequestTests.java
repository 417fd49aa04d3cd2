package ai.miosa.spring.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExecRequestTests {

	@Test
	@DisplayName("Wire: bash takes 'command'; options that are not set are left out")
	void writesBash() {
		assertThat(body(request(ExecKind.BASH, "ls", ExecOptions.none()))).isEqualTo("{\"command\":\"ls\"}");
	}

	@Test
	@DisplayName("Wire: python takes 'code', with timeout, working_dir and env")
	void writesPython() {
		ExecOptions options = ExecOptions.builder()
			.timeout(Duration.ofSeconds(5))
			.workingDirectory("/tmp")
			.env("A", "1")
			.build();
		assertThat(body(request(ExecKind.PYTHON, "pass", options)))
			.isEqualTo("{\"code\":\"pass\",\"timeout\":5,\"working_dir\":\"/tmp\",\"env\":{\"A\":\"1\"}}");
	}

	@ParameterizedTest
	@DisplayName("Wire: timeout is whole seconds, rounded up")
	@CsvSource({ "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT1.5S, 2", "PT299.001S, 300", "PT300S, 300" })
	void roundsTimeoutUp(String timeout, int seconds) {
		ExecOptions options = ExecOptions.ofTimeout(Duration.parse(timeout));
		assertThat(body(request(ExecKind.BASH, "ls", options))).contains("\"timeout\":" + seconds + "}");
	}

	@Test
	void letsOptionsWinOverExtraEnv() {
		ExecRequest request = request(ExecKind.BASH, "ls", ExecOptions.builder().env("A", "mine").build());
		assertThat(new String(request.body(Map.of("A", "extra", "B", "extra")), StandardCharsets.UTF_8))
			.contains("\"A\":\"mine\"")
			.contains("\"B\":\"extra\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n\t", "canary\0" })
	void refusesCommands(String command) {
		assertThatIllegalArgumentException().isThrownBy(() -> request(ExecKind.BASH, command, ExecOptions.none()))
			.withMessageStartingWith("The command")
			.withMessageNotContaining("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "c\0", ".", ".." })
	void refusesComputerIds(String computerId) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ExecRequest(ExecKind.PYTHON, computerId, "pass", ExecOptions.none()))
			.withMessageStartingWith("The computer id");
	}

	@Test
	void toStringShowsNoContent() {
		assertThat(request(ExecKind.PYTHON, "canary", ExecOptions.none())).hasToString("python on computer c1");
	}

	private static ExecRequest request(ExecKind kind, String text, ExecOptions options) {
		return new ExecRequest(kind, "c1", text, options);
	}

	private static String body(ExecRequest request) {
		return new String(request.body(Map.of()), StandardCharsets.UTF_8);
	}

}
