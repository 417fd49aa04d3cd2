package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The tools on a local computer: what a model is told.
 */
class MiosaToolsTests {

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaExecTemplate miosa;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer, "miosa.ai.tools.enabled=true",
				"miosa.retry.enabled=false", "miosa.exec.grace-period=2s");
		miosa = application.template();
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@AfterEach
	void clearFaults() {
		computer.faults().clear();
	}

	@Test
	void tellsHowACommandEnded() {
		assertThat(bash("echo out; echo err >&2; exit 3")).isEqualTo("""
				exit code: 3
				stdout:
				out
				stderr:
				err
				""");
	}

	@Test
	void saysWhichStreamsAreEmpty() {
		assertThat(bash("true")).isEqualTo("""
				exit code: 0
				stdout: empty
				stderr: empty
				""");
	}

	@Test
	void runsPython() {
		assertThat(call(application.bean(MiosaTools.class), "python",
				Map.of("code", "import sys\nprint(6 * 7)\nsys.exit('stop')"), null))
			.isEqualTo("""
					exit code: 1
					stdout:
					42
					stderr:
					stop
					""");
	}

	@ParameterizedTest
	@ValueSource(strings = { "it's \"quoted\" $HOME `x` \\ %s", "two\nlines", "é😀 ü", "'", "-n" })
	void passesTheCommandThrough(String text) {
		assertThat(call(application.bean(MiosaTools.class), "python",
				Map.of("code", "print(" + JsonMapper.shared().writeValueAsString(text) + ")"), null))
			.isEqualTo("exit code: 0\nstdout:\n" + text + "\nstderr: empty\n");
	}

	@Test
	void givesACommandNoInput() {
		assertThat(bash("cat; echo end")).contains("exit code: 0", "\nend\n");
	}

	@Test
	void keepsBothEndsOfLongOutputAndTheWholeOnTheComputer() {
		MiosaTools tools = MiosaTools.builder(miosa).maxOutput(1000).build();
		String result = call(tools, "bash", Map.of("command", "seq 100000; echo warning >&2"), null);
		assertThat(result).startsWith("exit code: 0\nstdout:\n1\n2\n3\n")
			.contains(" bytes left out ...]\n", "\n100000\nstderr:\nwarning\n")
			.hasSizeLessThan(1300);
		Matcher file = Pattern.compile("kept for 7 days, in (\\S+)/stdout and stderr\\.\n").matcher(result);
		assertThat(file.find()).isTrue();
		assertThat(bash("cksum <" + file.group(1) + "/stdout; seq 100000 | cksum"))
			.containsPattern("(\\d+ \\d+)\n\\1\n");
	}

	@Test
	void showsErrorsThoughStdoutIsLong() {
		MiosaTools tools = MiosaTools.builder(miosa).maxOutput(1000).build();
		String result = call(tools, "bash", Map.of("command", "seq 100000; seq 1000 2000 >&2; echo cause >&2"), null);
		assertThat(result).contains("stderr:\n1000\n", "\ncause\n", "\n100000\n").hasSizeLessThan(1400);
	}

	@Test
	void takesOutputOfAnySize() {
		assertThat(bash("head -c 50000000 /dev/zero | tr '\\0' x")).startsWith("exit code: 0\nstdout:\nxxx")
			.contains("[... 49988000 bytes left out ...]")
			.hasSizeLessThan(12_300);
	}

	@Test
	void leavesNothingOnTheComputerOfShortOutput() {
		bash("echo short");
		assertThat(miosa.bash(computer.getComputerId(), "find ~/.miosa/tools -name stdout -size -2k").output())
			.isEmpty();
	}

	@Test
	void killsWhatTakesTooLongAndShowsWhatItPrinted() {
		assertThat(call(application.bean(MiosaTools.class), "bash",
				Map.of("command", "echo begun; sleep 60", "timeout_seconds", 1), null))
			.isEqualTo("""
					no exit code: killed after 1 seconds, its time limit
					stdout:
					begun
					stderr: empty
					""");
	}

	@Test
	void doesNotWaitForAProcessThatIsLeftBehind() {
		assertThat(bash("sleep 60 & echo started")).isEqualTo("exit code: 0\nstdout:\nstarted\nstderr: empty\n");
	}

	@Test
	void tellsNoExitCodeThatIsNotKnown() {
		assertThat(bash("kill -9 $PPID")).startsWith("no exit code: killed before it ended\n");
	}

	@Test
	void takesAnExitCodeForNoTimeout() {
		assertThat(bash("exit 124")).startsWith("exit code: 124\n");
	}

	@Test
	void runsOnTheComputerAndInTheDirectoryOfTheToolContext() {
		ToolContext context = new ToolContext(
				Map.of(MiosaTools.COMPUTER_ID, "cmp_other", MiosaTools.WORKING_DIRECTORY, "/tmp"));
		assertThat(call(application.bean(MiosaTools.class), "bash", Map.of("command", "pwd"), context))
			.isEqualTo("The command did not run. The computer does not exist. "
					+ "Tell the user; trying again does not help.");
		context = new ToolContext(Map.of(MiosaTools.WORKING_DIRECTORY, "/tmp"));
		assertThat(call(application.bean(MiosaTools.class), "bash", Map.of("command", "pwd"), context))
			.contains("\n/tmp\n");
	}

	@Test
	void raisesAToolContextThatIsWrong() {
		ToolContext context = new ToolContext(Map.of(MiosaTools.COMPUTER_ID, 1));
		assertThatIllegalStateException()
			.isThrownBy(() -> call(application.bean(MiosaTools.class), "bash", Map.of("command", "pwd"), context))
			.withMessageContaining(MiosaTools.COMPUTER_ID);
	}

	@Test
	void runsWithTheEnvironmentAndInTheDirectoryThatAreSet() {
		MiosaTools tools = MiosaTools.builder(miosa).workingDirectory("/tmp").env("GREETING", "hello").build();
		assertThat(call(tools, "bash", Map.of("command", "echo $GREETING from $PWD"), null))
			.contains("hello from /tmp\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "no json", "[]", "{}", "{\"command\": \" \"}", "{\"command\": 1}",
			"{\"command\": \"a\\u0000\"}", "{\"command\": \"true\", \"timeout_seconds\": 0}",
			"{\"command\": \"true\", \"timeout_seconds\": 61}", "{\"command\": \"true\", \"timeout_seconds\": \"x\"}" })
	void runsNothingForArgumentsThatAreNotValid(String arguments) {
		int requests = computer.requests();
		assertThat(tool(application.bean(MiosaTools.class), "bash").call(arguments)).startsWith("Nothing was run: ");
		assertThat(computer.requests()).isEqualTo(requests);
	}

	@Test
	void runsNothingThatIsTooLong() {
		assertThat(bash("#" + "x".repeat(60_000)))
			.isEqualTo("Nothing was run: it is too long. Write it to a file in parts and run that.");
		assertThat(bash("#" + "x".repeat(59_000))).startsWith("exit code: 0");
	}

	@Test
	void runsNothingThatIsRefused() {
		MiosaTools tools = MiosaTools.builder(miosa)
			.approval((request) -> CompletableFuture.completedFuture(MiosaToolDecision.refuse("Not here.")))
			.build();
		assertThat(call(tools, "bash", Map.of("command", "touch ~/refused; ls -a ~"), null))
			.isEqualTo("Nothing was run: the call was refused. Not here.");
		assertThat(bash("ls ~/refused")).startsWith("exit code: 2");
	}

	@Test
	void runsWhatTheApprovalMadeOfIt() {
		MiosaTools tools = MiosaTools.builder(miosa)
			.approval((request) -> CompletableFuture
				.completedFuture(MiosaToolDecision.allowChanged(request.content() + " --dry-run")))
			.build();
		assertThat(call(tools, "bash", Map.of("command", "echo deploy"), null))
			.startsWith("The command was changed before it ran.\nexit code: 0\nstdout:\ndeploy --dry-run\n");
	}

	@Test
	void limitsTheCallsOfAConversation() {
		MiosaTools tools = MiosaTools.builder(miosa).maxCalls(1).build();
		ToolContext context = new ToolContext(Map.of(MiosaTools.CONVERSATION_ID, "c1"));
		assertThat(call(tools, "bash", Map.of("command", "true"), context)).startsWith("exit code: 0");
		assertThat(call(tools, "bash", Map.of("command", "true"), context)).startsWith("Nothing was run: ");
	}

	@Test
	void saysWhetherACommandMayHaveRun() {
		computer.faults().next(Fault.error(502, "AGENT_UNREACHABLE"));
		assertThat(bash("true")).startsWith("It is not known whether the command ran");
		computer.faults().next(Fault.error(429, "RATE_LIMITED"));
		assertThat(bash("true")).isEqualTo("The command did not run. Too many calls were made. Try again in a minute.");
	}

	@Test
	void tellsTheModelNoSecrets() {
		for (int status : new int[] { 400, 401, 402, 403, 404, 409, 422, 429, 500, 503, 504 }) {
			computer.faults().next(Fault.error(status, "SOME_CODE"));
			assertThat(bash("echo hidden")).doesNotContain(computer.getApiKey(), computer.getComputerId(), "SOME_CODE",
					"req_", "hidden", "127.0.0.1", "http");
		}
	}

	@Test
	void keepsTheLimitWithinTheCallsDeadline() {
		MiosaTools tools = MiosaTools.builder(miosa).timeout(Duration.ofSeconds(280)).build();
		assertThat(call(tools, "bash", Map.of("command", "true"), null)).startsWith("exit code: 0");
		assertThat(computer.lastRequest().body()).contains("\"timeout\":290");
	}

	private static String bash(String command) {
		return call(application.bean(MiosaTools.class), "bash", Map.of("command", command), null);
	}

	private static String call(MiosaTools tools, String tool, Map<String, Object> arguments, ToolContext context) {
		return tool(tools, tool).call(JsonMapper.shared().writeValueAsString(arguments), context);
	}

	private static ToolCallback tool(MiosaTools tools, String name) {
		for (ToolCallback callback : tools.getToolCallbacks()) {
			if (callback.getToolDefinition().name().equals(name)) {
				return callback;
			}
		}
		throw new AssertionError(name);
	}

}
