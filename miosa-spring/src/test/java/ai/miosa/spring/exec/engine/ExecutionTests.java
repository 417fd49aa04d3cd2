package ai.miosa.spring.exec.engine;

import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.api.Json;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ExecutionTests {

	@Test
	@DisplayName("Wire: bash takes 'command'; options that are not set are left out")
	void writesBash() {
		assertThat(body(execution(ExecKind.BASH, "ls", ExecOptions.none()))).isEqualTo("{\"command\":\"ls\"}");
	}

	@Test
	@DisplayName("Wire: python takes 'code', with timeout, working_dir and env")
	void writesPython() {
		ExecOptions options = ExecOptions.builder()
			.timeout(Duration.ofSeconds(5))
			.workingDirectory("/tmp")
			.env("A", "1")
			.build();
		assertThat(body(execution(ExecKind.PYTHON, "pass", options)))
			.isEqualTo("{\"code\":\"pass\",\"timeout\":5,\"working_dir\":\"/tmp\",\"env\":{\"A\":\"1\"}}");
	}

	@ParameterizedTest
	@DisplayName("Wire: timeout is whole seconds, rounded up")
	@CsvSource({ "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT1.5S, 2", "PT299.001S, 300", "PT300S, 300" })
	void roundsTimeoutUp(String timeout, int seconds) {
		ExecOptions options = ExecOptions.timeout(Duration.parse(timeout));
		assertThat(body(execution(ExecKind.BASH, "ls", options))).contains("\"timeout\":" + seconds + "}");
	}

	@Test
	void letsOptionsWinOverExtraEnv() {
		Execution execution = execution(ExecKind.BASH, "ls", ExecOptions.builder().env("A", "mine").build());
		assertThat(new String(execution.body(Map.of("A", "extra", "B", "extra")), StandardCharsets.UTF_8))
			.contains("\"A\":\"mine\"")
			.contains("\"B\":\"extra\"");
	}

	@Test
	@DisplayName("Wire: stdin takes 'commands', with timeout_seconds and cwd")
	void writesCommands() {
		ExecOptions options = ExecOptions.builder()
			.timeout(Duration.ofMillis(4100))
			.workingDirectory("/tmp")
			.stdin("in\n")
			.build();
		Execution execution = execution(ExecKind.BASH, "cat", options);
		assertThat(execution.route()).isEqualTo(ExecRoute.COMMANDS);
		assertThat(body(execution))
			.isEqualTo("{\"command\":\"cat\",\"timeout_seconds\":5,\"cwd\":\"/tmp\",\"stdin\":\"in\\n\"}");
	}

	@ParameterizedTest
	@DisplayName("Wire: a timeout over 300 s takes 'commands'")
	@CsvSource({ "PT300S, EXEC", "PT300.001S, COMMANDS", "PT600S, COMMANDS" })
	void choosesTheRouteByTheTimeout(Duration timeout, ExecRoute route) {
		assertThat(execution(ExecKind.BASH, "ls", ExecOptions.timeout(timeout)).route()).isEqualTo(route);
	}

	@Test
	@DisplayName("Wire: the default timeout is 30 s, or 60 s for 'commands'")
	void knowsTheServersTimeouts() {
		assertThat(execution(ExecKind.BASH, "ls", ExecOptions.none()).timeout()).hasSeconds(30);
		assertThat(execution(ExecKind.PYTHON, "pass", ExecOptions.none()).timeout()).hasSeconds(30);
		Execution withStdin = execution(ExecKind.BASH, "cat", ExecOptions.builder().stdin("").build());
		assertThat(withStdin.timeout()).hasSeconds(60);
	}

	@Test
	void environmentIsReadFromStdinInAnyShell() throws Exception {
		String value = "it's \"$HOME\" `id` \\ !x\n'; exit 9; é\ud83d\ude00";
		ExecOptions options = ExecOptions.builder().env("A", value).env("B", "").stdin("in\n").build();
		Execution execution = execution(ExecKind.BASH,
				"# no comment swallows it\nprintf '%s|%s|%s|' \"$A\" \"$B\" \"$TRACEPARENT\"; cat", options);
		Map<String, Object> body = Json
			.readObject(new ByteArrayInputStream(execution.body(Map.of("TRACEPARENT", "00-1"))));
		String command = (String) body.get("command");
		assertThat(command).doesNotContain("$HOME", "00-1");
		Process sh = new ProcessBuilder("sh", "-c", command).start();
		try (OutputStream stdin = sh.getOutputStream()) {
			stdin.write(String.valueOf(body.get("stdin")).getBytes(StandardCharsets.UTF_8));
		}
		assertThat(new String(sh.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
			.isEqualTo(value + "||00-1|in\n");
		assertThat(sh.waitFor()).isZero();
	}

	@Test
	void nothingRunsWithoutItsEnvironment() throws Exception {
		Execution execution = execution(ExecKind.BASH, "echo ran",
				ExecOptions.builder().env("A", "1").stdin("").build());
		String command = (String) Json.readObject(new ByteArrayInputStream(execution.body(Map.of()))).get("command");
		ProcessBuilder withoutDd = new ProcessBuilder("/bin/sh", "-c", command);
		withoutDd.environment().put("PATH", "/no/such/directory");
		Process sh = withoutDd.start();
		assertThat(sh.getInputStream().readAllBytes()).isEmpty();
		assertThat(sh.waitFor()).isEqualTo(127);
	}

	@Test
	void rejectsALongCommand() {
		ExecOptions options = ExecOptions.builder().stdin("").build();
		assertThat(execution(ExecKind.BASH, "x".repeat(65_536), options)).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> execution(ExecKind.BASH, "x".repeat(65_537), options))
			.withMessageContaining("65,536")
			.withMessageContaining("spawn")
			.withMessageContaining("job");
	}

	@Test
	void rejectsALongEnvironmentWithStdin() {
		ExecOptions options = ExecOptions.builder().env("A", "canary").build();
		int exports = "export A='canary'; ".length();
		assertThat(withStdin(options, 32_768 - exports)).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> withStdin(options, 32_769 - exports))
			.withMessageContaining("32,768")
			.withMessageContaining("spawn")
			.withMessageContaining("job")
			.withMessageNotContaining("canary");
	}

	private static Execution withStdin(ExecOptions options, int length) {
		return execution(ExecKind.BASH, "cat", options.toBuilder().stdin("x".repeat(length)).build());
	}

	@Test
	void rejectsPythonThatNoRouteCarries() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> execution(ExecKind.PYTHON, "pass", ExecOptions.builder().stdin("").build()))
			.withMessageContaining("stdin")
			.withMessageContaining("spawn");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> execution(ExecKind.PYTHON, "pass", ExecOptions.timeout(Duration.ofSeconds(301))))
			.withMessageContaining("300 s")
			.withMessageContaining("spawn");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\n\t", "canary\0", "rm a\ud800b" })
	void rejectsCommands(String command) {
		assertThatIllegalArgumentException().isThrownBy(() -> execution(ExecKind.BASH, command, ExecOptions.none()))
			.withMessageStartingWith("The command")
			.withMessageNotContaining("canary");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "c\0", ".", ".." })
	void rejectsComputerIds(String computerId) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new Execution(ExecKind.PYTHON, computerId, false, "pass", ExecOptions.none()))
			.withMessageStartingWith("The computer id");
	}

	@Test
	void saysWhatLimitsItsTime() {
		assertThat(execution(ExecKind.BASH, "ls", ExecOptions.timeout(Duration.ofSeconds(7))).call().timeLimit())
			.contains("7000 ms", "miosa.exec.timeout");
	}

	@Test
	void toStringShowsNoContent() {
		assertThat(execution(ExecKind.PYTHON, "canary", ExecOptions.none())).hasToString("python on computer c1");
	}

	private static Execution execution(ExecKind kind, String text, ExecOptions options) {
		return new Execution(kind, "c1", false, text, options);
	}

	private static String body(Execution execution) {
		return new String(execution.body(Map.of()), StandardCharsets.UTF_8);
	}

}
