package ai.miosa.spring.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section "One-shot execution" of the wire protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class OneShotExecutionTests {

	private final MiosaLocalComputer computer;

	private final ApiClient client;

	OneShotExecutionTests(MiosaLocalComputer computer) {
		this.computer = computer;
		this.client = new ApiClient(computer);
	}

	@Test
	@DisplayName("POST /computers/{id}/exec: body command")
	void bashRuns() throws Exception {
		JsonNode result = this.client.bash("echo out; exit 3");
		assertThat(result).isEqualTo(JsonMapper.shared().readTree("""
				{"output": "out\\n", "stdout": "out\\n", "stderr": "", "exit_code": 3, "success": false}"""));
	}

	@Test
	@DisplayName("POST /computers/{id}/exec/python: body code")
	void pythonRuns() throws Exception {
		JsonNode result = this.client.python("import sys\nprint('ü' * 2)\nsys.stderr.write('warn')");
		assertThat(result.path("stdout").asString()).isEqualTo("üü\n");
		assertThat(result.path("stderr").asString()).isEqualTo("warn");
		assertThat(result.path("exit_code").asInt()).isZero();
		assertThat(result.path("success").asBoolean()).isTrue();
	}

	@Test
	@Tag("thorough")
	void pythonCodeIsRemovedAfterTheRun() throws Exception {
		String file = this.client.python("print(__file__, end='')").path("stdout").asString();
		assertThat(Path.of(file)).isAbsolute().doesNotExist();
		assertThat(this.computer.home()).isEmptyDirectory();
	}

	@Test
	@DisplayName("exit_code: death by a signal is 128 + its number")
	void signalIsExitCode() throws Exception {
		assertThat(this.client.bash("kill -KILL $$").path("exit_code").asInt()).isEqualTo(137);
	}

	@Test
	@DisplayName("default working_dir: /home/user")
	void startsAtHome() throws Exception {
		JsonNode result = this.client.bash("pwd -P; echo $HOME");
		String home = this.computer.home().toString();
		assertThat(result.path("stdout").asString()).isEqualTo(home + "\n" + home + "\n");
	}

	@Test
	@Tag("thorough")
	@DisplayName("optional body: working_dir")
	void workingDirectoryBelowHome() throws Exception {
		Path directory = Files.createDirectories(this.computer.home().resolve("a/b"));
		JsonNode result = this.client.bash("pwd -P", Map.of("working_dir", "/home/user/a/b"));
		assertThat(result.path("stdout").asString().strip()).isEqualTo(directory.toString());
		assertThat(this.client.bash("pwd", Map.of("working_dir", "/")).path("stdout").asString()).isEqualTo("/\n");
		assertThat(this.client.python("import os\nprint(os.getcwd())", Map.of("working_dir", "a/b"))
			.path("stdout")
			.asString()
			.strip()).isEqualTo(directory.toString());
	}

	@Test
	@DisplayName("optional body: env")
	void envReachesTheCommand() throws Exception {
		JsonNode result = this.client.bash("printf %s \"$GREETING\"", Map.of("env", Map.of("GREETING", "grüß\n'$x")));
		assertThat(result.path("stdout").asString()).isEqualTo("grüß\n'$x");
	}

	@Test
	void environmentOfTheJvmDoesNotLeak() throws Exception {
		String names = this.client.bash("env | cut -d= -f1 | sort").path("stdout").asString();
		assertThat(names.lines()).containsExactlyInAnyOrder("HOME", "LANG", "MIOSA_BOOT_ID_FILE",
				"MIOSA_JOBS_DIRECTORY", "MIOSA_LOCAL_COMMAND", "PATH", "PWD", "SHLVL", "USER", "_");
	}

	@Test
	void stdinIsEmpty() throws Exception {
		assertThat(this.client.bash("cat; echo done").path("stdout").asString()).isEqualTo("done\n");
	}

	@Test
	@DisplayName("output is stdout and stderr combined in order of arrival")
	void outputIsCombinedInOrderOfArrival() throws Exception {
		JsonNode result = this.client.bash("echo 1; sleep 1; echo 2 >&2; sleep 1; echo 3");
		assertThat(result.path("output").asString()).isEqualTo("1\n2\n3\n");
		assertThat(result.path("stdout").asString()).isEqualTo("1\n3\n");
		assertThat(result.path("stderr").asString()).isEqualTo("2\n");
	}

	@Test
	void characterSplitByTheOtherStreamStaysWhole() throws Exception {
		JsonNode result = this.client
			.bash("printf '\\xe2\\x82'; sleep 0.3; printf '\\xc3' >&2; sleep 0.3; printf '\\xac'; printf '\\xbc' >&2");
		assertThat(result.path("stdout").asString()).isEqualTo("€");
		assertThat(result.path("stderr").asString()).isEqualTo("ü");
		assertThat(result.path("output").asString()).isIn("€ü", "ü€");
	}

	@Test
	void bytesThatAreNotUtf8AreReplaced() throws Exception {
		JsonNode result = this.client.bash("printf 'a\\xff\\xfeb\\x00c\\xe2\\x82'");
		assertThat(result.path("stdout").asString()).isEqualTo("a\ufffd\ufffdb\u0000c\ufffd");
	}

	@Test
	@Tag("thorough")
	void largeOutputArrivesWhole() throws Exception {
		String output = this.client.python("print('€😀' * 500_000, end='')").path("output").asString();
		assertThat(output).hasSize(1_500_000).startsWith("€😀€😀").endsWith("€😀");
	}

	@Test
	@Tag("thorough")
	void manySmallAlternatingWritesArriveWhole() throws Exception {
		JsonNode result = this.client.python("""
				import os
				for i in range(2000):
					os.write(1, b'o')
					os.write(2, b'e')
				""");
		assertThat(result.path("output").asString()).hasSize(4000);
		assertThat(result.path("stdout").asString()).isEqualTo("o".repeat(2000));
		assertThat(result.path("stderr").asString()).isEqualTo("e".repeat(2000));
	}

	@Test
	void backgroundProcessThatKeepsStdoutOpenDoesNotDelayTheResponse() throws Exception {
		JsonNode result = this.client.bash("sleep 1000 & echo started");
		assertThat(result.path("stdout").asString()).isEqualTo("started\n");
		JsonNode noisy = this.client.bash("(while :; do echo x; sleep 0.01; done) & echo started");
		assertThat(noisy.path("stdout").asString()).contains("started\n");
	}

	@Test
	void outputBeyondTheLimitIsAnError() throws Exception {
		try (MiosaLocalComputer small = MiosaLocalComputer.builder().maxOutputSize(DataSize.ofKilobytes(100)).start()) {
			ApiClient smallClient = new ApiClient(small);
			var response = smallClient.tryBash("echo $$ > pid; yes");
			assertThat(response.statusCode()).isEqualTo(500);
			assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("OUTPUT_TOO_LARGE");
			Processes.awaitDeath(Processes.awaitPid(small.home().resolve("pid")));
			assertThat(smallClient.bash("head -c 100000 /dev/zero").path("stdout").asString()).hasSize(100_000);
		}
	}

	@Test
	void twoLocalComputersAreIndependent() throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
			assertThat(List.of(other.getApiKey(), other.getComputerId(), other.getBaseUrl(), other.home()))
				.doesNotContainAnyElementsOf(List.of(this.computer.getApiKey(), this.computer.getComputerId(),
						this.computer.getBaseUrl(), this.computer.home()));
			new ApiClient(other).bash("touch here");
			assertThat(this.computer.home()).isEmptyDirectory();
		}
	}

	@Test
	void everyOptionMaySetNull() throws Exception {
		String body = "{\"command\": \"echo ok\", \"timeout\": null, \"working_dir\": null, \"env\": null, \"x\": 1}";
		assertThat(this.client.exec("/exec", body).statusCode()).isEqualTo(200);
	}

	@Test
	void closeRemovesTheHomeDirectory() throws Exception {
		MiosaLocalComputer other = MiosaLocalComputer.start();
		new ApiClient(other).bash("mkdir -p a/b; touch a/b/c; chmod 500 a");
		other.close();
		other.close();
		assertThat(other.home().getParent()).doesNotExist();
	}

}
