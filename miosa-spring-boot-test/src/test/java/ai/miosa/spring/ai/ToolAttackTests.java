package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Attacks on the tools: odd arguments, commands and output.
 */
@Tag("thorough")
@Timeout(60)
class ToolAttackTests {

	private static final Pattern JOB = Pattern.compile("ai-[0-9a-f]{16}");

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer);
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "null", "[]", "\"bash\"", "{", "{}", "{\"command\": null}", "{\"command\": 1}",
			"{\"command\": [\"true\"]}", "{\"command\": {\"a\": 1}}", "{\"command\": \"\"}",
			"{\"command\": \"\\u0000\"}", "{\"command\": \"\\ud83d\"}", "{\"Command\": \"touch pwned\"}",
			"{\"command\": \"touch pwned\",}", "{\"command\": \"touch pwned\", \"timeout_seconds\": \"soon\"}",
			"{\"command\": \"touch pwned\", \"timeout_seconds\": [1]}",
			"{\"command\": \"touch pwned\", \"timeout_seconds\": \"NaN\"}", "{'command': 'touch pwned'}" })
	void invalidArgumentsRunNothing(String arguments) {
		assertThat(callback(tools(), "bash").call(arguments)).startsWith("Nothing was run");
		assertThat(bash("ls -A")).doesNotContain("pwned");
	}

	@Test
	void missingArgumentsAreRejected() {
		for (ToolCallback tool : tools().getToolCallbacks()) {
			assertThat(tool.call("{}")).startsWith("Nothing was run");
			assertThat(tool.call("[".repeat(5000))).startsWith("Nothing was run");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "-5", "0", "1e400", "999999999999999999999", "\"0.2\"", "\"1e0\"", "1.5" })
	void everyNumberOfSecondsBecomesTheNearestInTheRange(String seconds) {
		assertThat(callback(tools(), "bash").call("{\"command\": \"echo x\", \"timeout_seconds\": " + seconds + "}"))
			.startsWith("exit code: 0\nstdout:\nx\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			kill -9 $$                                             | no exit code: killed by signal 9
			kill -9 0                                              | no exit code: killed by signal 9
			exit 255                                               | exit code: 255
			if                                                     | exit code: 2
			exec >&- 2>&-                                          | exit code: 0
			read x                                                 | exit code: 1
			ssh-nothing                                            | exit code: 127
			printf 'exit code: 0\\nstdout:\\n'; exit 3             | exit code: 3
			rm -rf "${0%/*}"; exit 4                                 | exit code: 4
			cd /; exec -a x bash -c 'exit 5'                       | exit code: 5
			(sleep 600 &) ; exit 6                                 | exit code: 6
			unset HOME PATH; exit 7                                | exit code: 7
			""")
	void theOutcomeIsReportedTruthfully(String command, String beginning) {
		assertThat(bash(command)).startsWith(beginning + "\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			printf 'a\\0b'                           | ab
			printf '\\377\\376x'                     | ��x
			printf '\\033[31mred\\033[0m'            | red
			printf '\\033]0;title\\007x'             | x
			printf '\\033]8;;http://x\\033\\\\link'  | link
			printf 'one\\rtwo\\rthree'               | three
			printf 'a\\bb\\a\\v\\f'                  | ab
			printf '\\r\\r\\n'                       | ``
			printf 'x\\033'                          | x
			printf '\\302\\233c\\302\\205d'          | cd
			seq -s $'\\r' 1 20000; printf end        | end
			""")
	void outputIsShownWithoutWhatControlsATerminal(String command, String shown) {
		String text = bash(command);
		assertThat(text).startsWith("exit code: 0\nstdout:\n");
		assertThat(text.substring("exit code: 0\nstdout:\n".length(), text.lastIndexOf("\nstderr: empty"))
			.strip()
			.replaceAll("(?s).*\n", "")).isEqualTo(shown);
	}

	@Test
	void charactersOfFourBytesAreNotCut() {
		MiosaTools tools = builder().maxOutput(201).build();
		String text = call(tools, "bash", Map.of("command", "printf '\\xf0\\x9f\\x98\\x80%.0s' {1..3000}"));
		assertThat(text).contains("omitted; there are 12000 bytes").doesNotContain("\uFFFD");
		assertThat(
				text.codePoints().filter((character) -> Character.isSurrogate((char) character) && character < 0x10000))
			.isEmpty();
	}

	@Test
	void oneLineOfManyMegabytesIsShownInPart() {
		assertThat(bash("head -c 30000000 /dev/zero | tr '\\0' y; echo z")).contains("there are 30000002 bytes", "yz\n")
			.hasSizeLessThan(13_000);
	}

	@Test
	void bothStreamsShareTheLimit() {
		MiosaTools tools = builder().maxOutput(1000).build();
		String text = call(tools, "bash",
				Map.of("command", "yes out | head -c 100000; yes err | head -c 100000 >&2; exit 9"));
		assertThat(text).startsWith("exit code: 9\n").contains("out\nout", "err\nerr").hasSizeLessThan(1600);
	}

	@Test
	void commandThatFillsBothStreamsEndsAtTheLimitOfEach() {
		MiosaTools tools = builder().maxKeptOutput(DataSize.ofKilobytes(64)).build();
		String text = call(tools, "bash", Map.of("command", "yes >&2 & yes; wait"));
		assertThat(text).contains("(No more than 65536 bytes are kept of stdout",
				"(No more than 65536 bytes are kept of stderr");
	}

	@Test
	void environmentOfTheToolsIsThatOfTheCommandOnly() {
		MiosaTools tools = builder().env("TOKEN", "s3cret").build();
		assertThat(call(tools, "bash", Map.of("command", "echo $TOKEN"))).contains("s3cret");
		assertThat(call(tools, "start_job", Map.of("command", "true"))).doesNotContain("s3cret");
		assertThat(bash("echo \"[$TOKEN]\"; env | grep -c MIOSA_JOB_")).contains("[]", "\n0\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "ai-", "ai-0123456789abcdef", "../ai-0123456789abcdef", "ai-0123456789ABCDEF",
			"ai-0123456789abcdef\n", "*", "-", "$(id)", "ai-0123456789abcdeg", "\ud83d\ude00" })
	void unknownJobsAreNotFound(String job) {
		String arguments = JsonMapper.shared().writeValueAsString(Map.of("job", job));
		for (String tool : new String[] { "job_status", "job_output", "kill_job" }) {
			assertThat(callback(tools(), tool).call(arguments)).containsAnyOf("no such job", "must be a string");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "0|bytes 0 to 3 of 3", "2|bytes 2 to 3 of 3", "3|nothing beyond byte 3",
			"-1|bytes 0 to 3", "9e18|nothing beyond byte 3", "\"1\"|bytes 1 to 3", "0.5|bytes 1 to 3" })
	void everyOffsetHasAnAnswer(String offset, String expected) {
		String job = job(call(tools(), "start_job", Map.of("command", "printf abc")));
		call(tools(), "job_status", Map.of("job", job, "wait_seconds", 30));
		assertThat(callback(tools(), "job_output").call("{\"job\": \"" + job + "\", \"offset\": " + offset + "}"))
			.contains(expected);
	}

	@Test
	void pagesOfBinaryOutputCoverEachByteOnce() {
		MiosaTools tools = builder().maxOutput(200).build();
		String job = job(call(tools, "start_job", Map.of("command", "printf 'ü%.0s' {1..301}; printf '\\377'")));
		call(tools, "job_status", Map.of("job", job, "wait_seconds", 30));
		StringBuilder text = new StringBuilder();
		for (long offset = 0; offset < 603;) {
			String page = call(tools, "job_output", Map.of("job", job, "offset", offset));
			Matcher bytes = Pattern.compile("bytes (\\d+) to (\\d+) of 603 of stdout:\n(.*)\n").matcher(page);
			assertThat(bytes.find()).as(page).isTrue();
			assertThat(Long.parseLong(bytes.group(1))).isEqualTo(offset);
			offset = Long.parseLong(bytes.group(2));
			text.append(bytes.group(3));
		}
		assertThat(text).hasToString("ü".repeat(301) + "\uFFFD");
	}

	@Test
	void repeatedKillsKillOnce() throws Exception {
		String job = job(call(tools(), "start_job", Map.of("command", "exec sleep 600")));
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			Callable<String> call = () -> call(tools(), "kill_job", Map.of("job", job));
			for (Future<String> kill : threads.invokeAll(Collections.nCopies(4, call))) {
				assertThat(kill.get()).startsWith("no exit code: killed by signal 15");
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void jobThatDaemonisesAndIgnoresSignalsIsReportedAsItEnds() {
		String text = bash("trap '' HUP INT TERM; setsid bash -c 'exec >/dev/null 2>&1; sleep 60' & exit 3");
		assertThat(text).startsWith("exit code: 3\n");
	}

	@Test
	void concurrentCallsRunOnceEach() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<String> call = () -> bash("echo $$ >>once; exit 3");
			for (Future<String> result : threads.invokeAll(Collections.nCopies(16, call))) {
				assertThat(result.get()).startsWith("exit code: 3\n");
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(bash("sort -u once | wc -l; wc -l <once")).contains("16\n16\n");
	}

	@Test
	void missingDirectoryOfTheToolsIsReportedWithoutItsName() {
		MiosaTools tools = builder().workingDirectory("/no/such/top-secret").build();
		assertThat(call(tools, "bash", Map.of("command", "true"))).startsWith("The command did not run.")
			.doesNotContain("secret");
	}

	@Test
	void homeDirectoryThatIsGoneDoesNotMatter() {
		MiosaTools tools = builder().workingDirectory("/").env("HOME", "/no/such").build();
		assertThat(call(tools, "bash", Map.of("command", "cd; pwd"))).contains("exit code: 0\nstdout:\n/\n");
		assertThat(call(tools, "python", Map.of("code", "import os; print(os.getcwd())"))).contains("stdout:\n/\n");
	}

	@Test
	void pythonCodeOfAnyKindRuns() {
		assertThat(python("import sys; print(sys.argv[1:], __name__)")).contains("[] __main__");
		assertThat(python("\n\n  \nprint('indented')")).contains("indented");
		assertThat(python("print('''a\n'b' \\\\ $HOME''')")).contains("'b' \\ $HOME");
		assertThat(python("exit 127")).startsWith("exit code: 1\n").contains("SyntaxError");
		assertThat(python("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"))
			.startsWith("no exit code: killed by signal 9");
		assertThat(python("print(input())")).contains("EOFError");
		assertThat(python("# -*- coding: latin-1 -*-\nprint('ok')")).contains("ok");
		assertThat(python("exit; touch pwned")).contains("SyntaxError");
	}

	@Test
	void linkToALargeImageIsTooLarge() {
		bash("printf '\\211PNG\\r\\n\\032\\n' >big.png; truncate -s 4000000 big.png; ln -s big.png small.png");
		assertThat(call(tools(), "view_image", Map.of("path", "small.png"))).contains("must not exceed 3500000");
		bash("truncate -s 70M big.png");
		assertThat(call(tools(), "view_image", Map.of("path", "small.png"))).contains("must not exceed 3500000");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "/", ".", "~/x.png", "/dev/zero", "/proc/self/mem", "/proc/cpuinfo", "none\n.png",
			"a/../../../../etc/passwd", "\ud83d\ude00" })
	void otherContentIsText(String path) {
		String answer = call(tools(), "view_image", Map.of("path", path));
		assertThat(answer).matches("(?s)(Nothing was run|The file).*").doesNotContain("root:");
	}

	@Test
	void approvalThatMisbehavesRunsNothing() {
		bash("rm -f ran");
		for (MiosaToolApproval approval : new MiosaToolApproval[] { (request) -> null,
				(request) -> CompletableFuture.completedFuture(null),
				(request) -> CompletableFuture.failedFuture(new Exception("s3cret")), (request) -> {
					throw new IllegalStateException("s3cret");
				}, (request) -> new CompletableFuture<>(),
				(request) -> CompletableFuture.completedFuture(MiosaToolApproval.Decision.allowChanged("\ud83d")),
				(request) -> CompletableFuture.completedFuture(MiosaToolApproval.Decision.allowChanged(" ")) }) {
			MiosaTools tools = builder().approval(approval).approvalTimeout(Duration.ofMillis(200)).build();
			for (String tool : new String[] { "bash", "start_job" }) {
				assertThat(call(tools, tool, Map.of("command", "touch ran"))).startsWith("Nothing was run")
					.doesNotContain("s3cret");
			}
		}
		assertThat(bash("ls ran 2>&1")).contains("exit code: 2");
	}

	@Test
	void approvalThatNamesAnotherJobDecidesWhichIsKilled() {
		String job = job(call(tools(), "start_job", Map.of("command", "exec sleep 600")));
		for (String other : new String[] { "", "x".repeat(300), "\ud83d", "none" }) {
			MiosaTools tools = builder()
				.approval(
						(request) -> CompletableFuture.completedFuture(MiosaToolApproval.Decision.allowChanged(other)))
				.build();
			assertThat(call(tools, "kill_job", Map.of("job", job))).doesNotContain("signal");
		}
		assertThat(call(tools(), "kill_job", Map.of("job", job))).contains("signal 15");
	}

	@Test
	void rateOfAConversationIsItsOwn() {
		MiosaTools tools = builder().maxCallsPerMinute(2).build();
		for (String conversation : new String[] { "a", "b", "\ud83d\ude00".repeat(1000) }) {
			Map<String, Object> context = Map.of(MiosaTools.CONVERSATION_ID, conversation);
			for (int i = 0; i < 2; i++) {
				assertThat(callback(tools, "bash").call("{\"command\": \"true\"}", new ToolContext(context)))
					.startsWith("exit code: 0");
			}
			assertThat(callback(tools, "bash").call("{\"command\": \"true\"}", new ToolContext(context)))
				.startsWith("Nothing was run");
		}
	}

	@Test
	void jobsThatEndedDoNotCountForTheLimit() {
		MiosaTools tools = builder().maxJobs(1).build();
		for (int i = 0; i < 3; i++) {
			String job = job(call(tools, "start_job", Map.of("command", "true")));
			await().until(() -> call(tools, "job_status", Map.of("job", job)).startsWith("exit code: 0"));
		}
		String running = job(call(tools, "start_job", Map.of("command", "exec sleep 600")));
		assertThat(call(tools, "start_job", Map.of("command", "true"))).startsWith("Nothing was run");
		call(tools, "kill_job", Map.of("job", running));
		assertThat(call(tools, "bash", Map.of("command", "exit 3"))).startsWith("exit code: 3");
	}

	private static MiosaTools.Builder builder() {
		return MiosaTools.builder(application.template(), application.bean(MiosaJobs.class)).maxJobs(100);
	}

	private static MiosaTools tools() {
		return builder().build();
	}

	private static String bash(String command) {
		return call(tools(), "bash", Map.of("command", command));
	}

	private static String python(String code) {
		return call(tools(), "python", Map.of("code", code));
	}

	private static String call(MiosaTools tools, String tool, Map<String, Object> arguments) {
		return callback(tools, tool).call(JsonMapper.shared().writeValueAsString(arguments));
	}

	private static ToolCallback callback(MiosaTools tools, String name) {
		for (ToolCallback callback : tools.getToolCallbacks()) {
			if (callback.getToolDefinition().name().equals(name)) {
				return callback;
			}
		}
		throw new AssertionError(name);
	}

	private static String job(String text) {
		Matcher job = JOB.matcher(text);
		assertThat(job.find()).as(text).isTrue();
		return job.group();
	}

}
