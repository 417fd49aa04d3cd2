package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * The tools on a local computer, and the texts that the model receives.
 */
class MiosaToolsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaExecTemplate miosa;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer, "miosa.ai.tools.enabled=true",
				"miosa.ai.tools.max-jobs=100", "miosa.retry.enabled=false", "miosa.exec.grace-period=2s");
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
	void reportsHowACommandEnded() {
		assertThat(bash("echo out; echo err >&2; exit 3")).isEqualTo("""
				exit code: 3
				stdout:
				out
				stderr:
				err
				""");
	}

	@Test
	@Tag("thorough")
	void saysWhichStreamsAreEmpty() {
		assertThat(bash("true")).isEqualTo("""
				exit code: 0
				stdout: empty
				stderr: empty
				""");
	}

	@Tag("thorough")
	@Test
	void runsPython() {
		assertThat(call(tools(), "python", Map.of("code", "import sys\nprint(6 * 7)\nsys.exit('stop')"), null))
			.isEqualTo("""
					exit code: 1
					stdout:
					42
					stderr:
					stop
					""");
	}

	@Tag("thorough")
	@ParameterizedTest
	@ValueSource(strings = { "it's \"quoted\" $HOME `x` \\ %s", "two\nlines", "é😀 ü", "'", "-n" })
	void passesTheCommandThrough(String text) {
		assertThat(call(tools(), "python",
				Map.of("code", "print(" + JsonMapper.shared().writeValueAsString(text) + ")"), null))
			.isEqualTo("exit code: 0\nstdout:\n" + text + "\nstderr: empty\n");
	}

	@Test
	@Tag("thorough")
	void givesACommandNoInput() {
		assertThat(bash("cat; echo end")).contains("exit code: 0", "\nend\n");
	}

	@Test
	@Tag("thorough")
	void keepsBothEndsOfLongOutputAndTheWholeOnTheComputer() {
		MiosaTools tools = builder().maxOutput(1000).build();
		String result = call(tools, "bash", Map.of("command", "seq 100000; echo warning >&2"), null);
		assertThat(result).startsWith("exit code: 0\nstdout:\n1\n2\n3\n")
			.contains(" bytes in all ...]\n", "\n100000\nstderr:\nwarning\n")
			.hasSizeLessThan(1300);
		Matcher file = Pattern.compile("The complete output is in (.+)/stdout and stderr\\. ").matcher(result);
		assertThat(file.find()).isTrue();
		assertThat(bash("cksum <'" + file.group(1) + "/stdout'; seq 100000 | cksum"))
			.containsPattern("(\\d+ \\d+)\n\\1\n");
	}

	@Test
	@Tag("thorough")
	void showsErrorsThoughStdoutIsLong() {
		MiosaTools tools = builder().maxOutput(1000).build();
		String result = call(tools, "bash", Map.of("command", "seq 100000; seq 1000 2000 >&2; echo cause >&2"), null);
		assertThat(result).contains("stderr:\n1000\n", "\ncause\n", "\n100000\n").hasSizeLessThan(1400);
	}

	@Test
	@Tag("thorough")
	void takesOutputOfAnySize() {
		assertThat(bash("head -c 50000000 /dev/zero | tr '\\0' x")).startsWith("exit code: 0\nstdout:\nxxx")
			.contains("[... omitted; there are 50000000 bytes in all ...]")
			.hasSizeLessThan(12_300);
	}

	@Test
	@Tag("thorough")
	void leavesNothingInTheHomeDirectory() {
		assertThat(bash("cd; echo needle >leaves-nothing; grep -R needle . && tar -cf /dev/null ."))
			.startsWith("exit code: 0\nstdout:\n./leaves-nothing:needle\n");
	}

	@Test
	void longerCommandsContinueAsJobs() {
		String result = call(tools(), "bash", Map.of("command",
				"echo begun; until [[ -e ~/go-on ]]; do sleep 0.05; done; echo done", "timeout_seconds", "0.2"), null);
		Matcher job = Pattern
			.compile("still running after 1 seconds, as job (ai-[0-9a-f]{16}): .*\nstdout:.*", Pattern.DOTALL)
			.matcher(result);
		assertThat(job.matches()).isTrue();
		await().atMost(PATIENCE)
			.untilAsserted(
					() -> assertThat(call(tools(), "job_status", Map.of("job", job.group(1), "wait_seconds", 0), null))
						.contains("stdout:\nbegun\n"));
		bash("touch ~/go-on");
		assertThat(call(tools(), "job_status", Map.of("job", job.group(1), "wait_seconds", 60), null))
			.isEqualTo("exit code: 0\nstdout:\nbegun\ndone\nstderr: empty\n");
	}

	@Tag("thorough")
	@Test
	void commandThatIgnoresSigtermIsGoneAfterTheTimeLimitOfJobs() {
		MiosaTools tools = builder().jobTimeout(Duration.ofSeconds(4)).build();
		String command = "trap '' TERM; echo $$ >~/stubborn; (echo $BASHPID >>~/stubborn; exec sleep 600) & "
				+ "while :; do sleep 1; done";
		assertThat(call(tools, "bash", Map.of("command", command), null))
			.startsWith("no exit code: killed at the time limit of jobs\n");
		String running = "while read -r pid; do grep -q 'State:.[^Z]' /proc/$pid/status && echo $pid; done <~/stubborn;"
				+ " wc -l <~/stubborn";
		await().atMost(PATIENCE).untilAsserted(() -> assertThat(bash(running)).contains("stdout:\n2\n"));
	}

	@Test
	@Tag("thorough")
	void outputBeyondWhatIsKeptEndsTheCommand() {
		MiosaTools tools = builder().maxKeptOutput(DataSize.ofKilobytes(64)).build();
		assertThat(call(tools, "bash", Map.of("command", "yes"), null)).startsWith("exit code: 141\n")

			.contains("(No more than 65536 bytes are kept of stdout, and the command could not write any further.)\n");
	}

	@Test
	@Tag("thorough")
	void interruptionKillsTheCommand() throws Exception {
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				bash("echo $$ >~/interrupted; sleep 600");
			}
			catch (Throwable ex) {
				end.complete(ex);
			}
		});
		caller.start();
		await().atMost(PATIENCE).until(() -> bash("cat ~/interrupted").startsWith("exit code: 0"));
		caller.interrupt();
		assertThat(end).succeedsWithin(PATIENCE).isInstanceOf(MiosaException.class);
		await().atMost(PATIENCE).until(() -> bash("kill -0 $(cat ~/interrupted) 2>&1 || echo gone").contains("gone"));
	}

	@Test
	void lostAnswerIsRequestedAgainAndTheCommandRunsOnce() {
		computer.faults().next(Fault.dropAfterRunning(ConnectionEnd.RESET));
		assertThat(bash("echo ran >>~/lost-answer; cat ~/lost-answer"))
			.startsWith("exit code: 0\nstdout:\nran\nstderr");
	}

	@Test
	@Tag("thorough")
	void pythonRunsAFileThatImportsFromTheWorkingDirectory() {
		bash("mkdir -p ~/project; echo 'answer = 42' >~/project/mine.py");
		String code = """
				import multiprocessing as mp, mine
				def double(x):
				    return 2 * x
				if __name__ == "__main__":
				    for method in ("fork", "spawn", "forkserver"):
				        with mp.get_context(method).Pool(1) as pool:
				            print(pool.map(double, [mine.answer]))
				""";
		ToolContext context = new ToolContext(Map.of(MiosaTools.WORKING_DIRECTORY, "project"));
		assertThat(call(tools(), "python", Map.of("code", code), context))
			.startsWith("exit code: 0\nstdout:\n[84]\n[84]\n[84]\n");
	}

	@Test
	@Tag("thorough")
	void doesNotWaitForAProcessThatIsLeftBehind() {
		assertThat(bash("sleep 60 & echo started")).isEqualTo("exit code: 0\nstdout:\nstarted\nstderr: empty\n");
	}

	@Test
	void reportsNoExitCodeThatIsNotKnown() {
		assertThat(bash("kill -9 $$")).startsWith("no exit code: killed by signal 9\n");
	}

	@Test
	@Tag("thorough")
	void takesAnExitCodeForNoTimeout() {
		assertThat(bash("exit 124")).startsWith("exit code: 124\n");
	}

	@Test
	@Tag("thorough")
	void runsOnTheComputerAndInTheDirectoryOfTheToolContext() {
		ToolContext context = new ToolContext(
				Map.of(MiosaTools.COMPUTER_ID, "cmp_other", MiosaTools.WORKING_DIRECTORY, "/tmp"));
		assertThat(call(tools(), "bash", Map.of("command", "pwd"), context))
			.isEqualTo("The command did not run. The computer does not exist. "
					+ "Tell the user; trying again does not help.");
		context = new ToolContext(Map.of(MiosaTools.WORKING_DIRECTORY, "/tmp"));
		assertThat(call(tools(), "bash", Map.of("command", "pwd"), context)).contains("\n/tmp\n");
	}

	@Test
	void throwsForAnInvalidToolContext() {
		ToolContext context = new ToolContext(Map.of(MiosaTools.COMPUTER_ID, 1));
		assertThatIllegalStateException().isThrownBy(() -> call(tools(), "bash", Map.of("command", "pwd"), context))
			.withMessageContaining(MiosaTools.COMPUTER_ID);
	}

	@Test
	@Tag("thorough")
	void runsWithTheEnvironmentAndInTheDirectoryThatAreSet() {
		MiosaTools tools = builder().workingDirectory("/tmp").env("GREETING", "hello").build();
		assertThat(call(tools, "bash", Map.of("command", "echo $GREETING from $PWD"), null))
			.contains("hello from /tmp\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "no json", "[]", "{}", "{\"command\": \" \"}", "{\"command\": 1}",
			"{\"command\": \"a\\u0000\"}", "{\"command\": \"\\ud800\"}",
			"{\"command\": \"true\", \"timeout_seconds\": \"x\"}" })
	void runsNothingForArgumentsThatAreNotValid(String arguments) {
		int requests = computer.requests();
		assertThat(tool(tools(), "bash").call(arguments)).startsWith("Nothing was run: ");
		assertThat(computer.requests()).isEqualTo(requests);
	}

	@Test
	@Tag("thorough")
	void runsNothingThatIsTooLong() {
		for (String tool : new String[] { "bash", "start_job" }) {
			assertThat(call(tools(), tool, Map.of("command", "#" + "x".repeat(130_000)), null))
				.isEqualTo("Nothing was run: \"command\" must not exceed 100,000 bytes. "
						+ "Write it to a file in parts and run that.");
		}
		assertThat(bash("#" + "x".repeat(99_000))).startsWith("exit code: 0");
		assertThat(call(tools(), "python", Map.of("code", "#" + "x".repeat(99_000)), null)).startsWith("exit code: 0");
	}

	@Test
	@Tag("thorough")
	void runsNothingThatIsRejected() {
		MiosaTools tools = builder()
			.approval((request) -> CompletableFuture.completedFuture(Decision.reject("Not here.")))
			.build();
		assertThat(call(tools, "bash", Map.of("command", "touch ~/refused; ls -a ~"), null))
			.isEqualTo("Nothing was run: the call was rejected. Not here.");
		assertThat(bash("ls ~/refused")).startsWith("exit code: 2");
	}

	@Test
	@Tag("thorough")
	void runsTheCommandAsChangedByTheApproval() {
		MiosaTools tools = builder().approval(
				(request) -> CompletableFuture.completedFuture(Decision.allowChanged(request.content() + " --dry-run")))
			.build();
		assertThat(call(tools, "bash", Map.of("command", "echo deploy"), null))
			.startsWith("The command was changed before it ran.\nexit code: 0\nstdout:\ndeploy --dry-run\n");
	}

	@Test
	@Tag("thorough")
	void limitsTheRateOfCallsOfAConversation() {
		MiosaTools tools = builder().maxCallsPerMinute(1).build();
		ToolContext context = new ToolContext(Map.of(MiosaTools.CONVERSATION_ID, "c1"));
		assertThat(call(tools, "bash", Map.of("command", "true"), context)).startsWith("exit code: 0");
		assertThat(call(tools, "bash", Map.of("command", "true"), context)).startsWith("Nothing was run: ");
	}

	@Test
	@Tag("thorough")
	void saysWhetherACommandMayHaveRun() {
		computer.faults().next(Fault.error(401, "UNAUTHORIZED"));
		assertThat(bash("true")).isEqualTo("The command did not run. "
				+ "The application has no valid key for the computer. Tell the user; trying again does not help.");
		assertThat(call(tools(), "bash", Map.of("command", "true"),
				new ToolContext(Map.of(MiosaTools.WORKING_DIRECTORY, "/none"))))
			.startsWith(
					"The command did not run. The computer could not start it: the working directory may be missing");
		computer.faults().next(5, Fault.stall());
		assertThat(withinASecond("bash", "true"))
			.startsWith("It is not known whether the command ran or is still running. Ask job_status for job ai-");
	}

	private static String withinASecond(String tool, String command) {
		return ((MiosaToolCallback) tool(tools(), tool))
			.answer("{\"command\": \"" + command + "\"}", null, Duration.ofSeconds(2))
			.text();
	}

	@Test
	@Tag("thorough")
	void showsTheModelNoSecrets() {
		for (int status : new int[] { 400, 401, 402, 403, 404, 409, 422, 429, 500, 503, 504 }) {
			computer.faults().next(Fault.error(status, "SOME_CODE"));
			assertThat(bash(": hidden")).doesNotContain(computer.getApiKey(), computer.getComputerId(), "SOME_CODE",
					"req_", "hidden", "127.0.0.1", "http");
		}
	}

	@Test
	@Tag("thorough")
	void callOfAClientThatWaitsBrieflyReturnsTheJobInTime() {
		assertThat(((MiosaToolCallback) tool(tools(), "bash"))
			.answer("{\"command\": \"sleep 600\"}", null, Duration.ofSeconds(7))
			.text()).matches("(?s)still running after [012] seconds, as job ai-.*");
	}

	private static MiosaTools.Builder builder() {
		return MiosaTools.builder(miosa, application.bean(MiosaJobs.class)).maxJobs(100);
	}

	private static MiosaTools tools() {
		return application.bean(MiosaTools.class);
	}

	private static String bash(String command) {
		return call(tools(), "bash", Map.of("command", command), null);
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
