package ai.miosa.spring.test;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section "One-shot execution with stdin and up to 600 s: commands" of the wire
 * protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class CommandsTests {

	private final MiosaLocalComputer computer;

	private final ApiClient client;

	CommandsTests(MiosaLocalComputer computer) {
		this.computer = computer;
		this.client = new ApiClient(computer);
	}

	@Test
	@DisplayName("Response: stdout, stderr, exit_code, duration_ms, timed_out, stdout_truncated, stderr_truncated")
	void runs() throws Exception {
		Map<String, Object> result = fields(run("echo out; echo err >&2; exit 3", Map.of()));
		assertThat((Integer) result.remove("duration_ms")).isNotNegative();
		assertThat(result).isEqualTo(Map.of("stdout", "out\n", "stderr", "err\n", "exit_code", 3, "timed_out", false,
				"stdout_truncated", false, "stderr_truncated", false));
	}

	@Test
	@DisplayName("stdin: text for standard input, at most 32,768 bytes")
	void stdin() throws Exception {
		assertThat(run("cat", Map.of("stdin", "grüß\n")).path("stdout").asString()).isEqualTo("grüß\n");
		assertThat(run("wc -c", Map.of("stdin", "ü".repeat(16_384))).path("stdout").asString()).contains("32768");
		assertThat(run("cat; echo done", Map.of()).path("stdout").asString()).isEqualTo("done\n");
		assertInvalid(post("cat", Map.of("stdin", "ü".repeat(16_384) + "x")));
		assertThat(this.computer.home()).isEmptyDirectory();
		assertThat(this.computer.home().getParent().toFile().list()).containsExactlyInAnyOrder("home", "boot_id");
	}

	@Test
	@DisplayName("cwd: absolute, or relative to the home")
	void workingDirectory() throws Exception {
		Path directory = Files.createDirectories(this.computer.home().resolve("a/b"));
		assertThat(run("pwd -P", Map.of()).path("stdout").asString().strip())
			.isEqualTo(this.computer.home().toString());
		assertThat(run("pwd -P", Map.of("cwd", "a/b")).path("stdout").asString().strip())
			.isEqualTo(directory.toString());
		assertThat(run("pwd -P", Map.of("cwd", "/")).path("stdout").asString()).isEqualTo("/\n");
		assertInvalid(post("true", Map.of("cwd", "nowhere")));
	}

	@Test
	@Tag("thorough")
	@DisplayName("timed_out comes with exit_code -1, and with what was written")
	void timeout() throws Exception {
		JsonNode result = run("echo before; echo $$ > pid; sleep 1000", Map.of("timeout_seconds", 4));
		assertThat(result.path("timed_out").asBoolean()).isTrue();
		assertThat(result.path("exit_code").asInt()).isEqualTo(-1);
		assertThat(result.path("stdout").asString()).isEqualTo("before\n");
		assertThat(Processes.isRunning(Processes.awaitPid(this.computer.home().resolve("pid")))).isFalse();
	}

	@Test
	@DisplayName("timeout_seconds: more than 600 is rejected with 422 TIMEOUT_TOO_LONG, not clamped")
	void longestTimeout() throws Exception {
		assertThat(post("true", Map.of("timeout_seconds", 600)).statusCode()).isEqualTo(200);
		HttpResponse<String> response = post("touch ran", Map.of("timeout_seconds", 601));
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("TIMEOUT_TOO_LONG");
		assertThat(this.computer.home()).isEmptyDirectory();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'timeout_seconds': 0", "'timeout_seconds': 1.5", "'timeout_seconds': '1'", "'stdin': 1",
			"'cwd': 1", "'cwd': ' '" })
	@DisplayName("422 VALIDATION_ERROR: bad field")
	void invalidField(String field) throws Exception {
		assertInvalid(this.client.exec("/commands", ("{'command': 'touch ran', " + field + "}").replace('\'', '"')));
		assertThat(this.computer.home()).isEmptyDirectory();
	}

	@Test
	@DisplayName("command: at most 65,536 bytes")
	void longestCommand() throws Exception {
		assertThat(post("#" + "x".repeat(65_535), Map.of()).statusCode()).isEqualTo(200);
		assertInvalid(post("#" + "x".repeat(65_536), Map.of()));
	}

	@Test
	@DisplayName("stdout_truncated, stderr_truncated: the computer cut the output short")
	void truncated() throws Exception {
		try (MiosaLocalComputer small = MiosaLocalComputer.builder().maxOutputSize(DataSize.ofKilobytes(100)).start()) {
			String command = "head -c 300000 /dev/zero | tr '\\0' x; echo short >&2; exit 5";
			HttpResponse<String> response = new ApiClient(small).exec("/commands",
					ApiClient.body("command", command, Map.of()));
			JsonNode result = ApiClient.json(response).path("data");
			assertThat(result.path("stdout").asString()).isEqualTo("x".repeat(102_400));
			assertThat(result.path("stdout_truncated").asBoolean()).isTrue();
			assertThat(result.path("stderr").asString()).isEqualTo("short\n");
			assertThat(result.path("stderr_truncated").asBoolean()).isFalse();
			assertThat(result.path("exit_code").asInt()).isEqualTo(5);
		}
	}

	@Test
	@DisplayName("under data, or bare")
	void bare() throws Exception {
		this.computer.faults().next(Fault.resultShape(ResultShape.BARE));
		HttpResponse<String> response = post("exit 2", Map.of());
		assertThat(ApiClient.json(response).path("exit_code").asInt()).isEqualTo(2);
		assertThat(this.computer.arrivals("exit 2")).isEqualTo(1);
	}

	private JsonNode run(String command, Map<String, ?> options) throws Exception {
		HttpResponse<String> response = post(command, options);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		return ApiClient.json(response).path("data");
	}

	private HttpResponse<String> post(String command, Map<String, ?> options) throws Exception {
		return this.client.exec("/commands", ApiClient.body("command", command, options));
	}

	private static void assertInvalid(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(422);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("VALIDATION_ERROR");
	}

	private static Map<String, Object> fields(JsonNode result) {
		return JsonMapper.shared().convertValue(result, new TypeReference<LinkedHashMap<String, Object>>() {
		});
	}

}
