package ai.miosa.spring.ai;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.ai.tool.ToolCallback;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.ai.MiosaToolApproval.Decision;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tools for jobs on a local computer.
 */
@Timeout(60)
class JobToolsTests {

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaTools tools;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer);
		tools = builder().maxOutput(200).build();
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@Test
	@Tag("thorough")
	void startsAJobAndReportsHowItEnded() {
		String job = startJob(tools, "echo out; echo err >&2; exit 3");
		assertThat(call(tools, "job_status", Map.of("job", job, "wait_seconds", 30))).isEqualTo("""
				exit code: 3
				stdout:
				out
				stderr:
				err
				""");
		assertThat(call(tools, "job_output", Map.of("job", job, "stream", "stderr"))).isEqualTo("""
				bytes 0 to 4 of 4 of stderr:
				err

				exit code: 3
				""");
	}

	@Test
	@Tag("thorough")
	void pagesThroughTheOutput() {
		String job = startJob(tools, "printf 'é%.0s' {1..300}");
		call(tools, "job_status", Map.of("job", job, "wait_seconds", 30));
		StringBuilder text = new StringBuilder();
		Pattern page = Pattern.compile("bytes (\\d+) to (\\d+) of 600 of stdout:\n(.*)\nexit code: 0\n");
		long offset = 0;
		while (offset < 600) {
			Matcher matcher = page.matcher(call(tools, "job_output", Map.of("job", job, "offset", offset)));
			assertThat(matcher.matches()).isTrue();
			text.append(matcher.group(3));
			offset = Long.parseLong(matcher.group(2));
		}
		assertThat(text).hasToString("é".repeat(300));
		assertThat(call(tools, "job_output", Map.of("job", job, "offset", 600)))
			.isEqualTo("There is nothing beyond byte 600.\nexit code: 0\n");
	}

	@Test
	@Tag("thorough")
	void pagesThroughWhatACallHasShownInPart() {
		String result = call(tools, "bash", Map.of("command", "seq 1000 1200; seq 1000 1200 >&2"));
		Matcher kept = Pattern.compile("job_output reads it in parts, as job (ai-\\w+)\\.\n").matcher(result);
		assertThat(kept.find()).isTrue();
		StringBuilder text = new StringBuilder();
		Pattern page = Pattern.compile("bytes (\\d+) to (\\d+) of 1005 of stderr:\n(.*)\nexit code: 0\n",
				Pattern.DOTALL);
		long offset = 0;
		while (offset < 1005) {
			Matcher matcher = page
				.matcher(call(tools, "job_output", Map.of("job", kept.group(1), "stream", "stderr", "offset", offset)));
			assertThat(matcher.matches()).isTrue();
			text.append(matcher.group(3));
			offset = Long.parseLong(matcher.group(2));
		}
		assertThat(text.toString().lines()).hasSize(201).startsWith("1000").endsWith("1200");
		assertThat(call(tools, "job_output", Map.of("job", kept.group(1), "offset", 1005)))
			.isEqualTo("There is nothing beyond byte 1005.\nexit code: 0\n");
	}

	@Test
	@Tag("thorough")
	void readsTheOutputWhileTheJobRunsAndKillsIt() {
		String job = startJob(tools, "echo begun; sleep 300");
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> call(tools, "job_output", Map.of("job", job)).startsWith("bytes 0 to 6 of 6 "));
		assertThat(call(tools, "job_status", Map.of("job", job, "wait_seconds", 1)))
			.isEqualTo("still running after 1 seconds, as job " + job
					+ ": wait with job_status, end it with kill_job\nstdout:\nbegun\nstderr: empty\n");
		assertThat(call(tools, "job_output", Map.of("job", job))).startsWith("bytes 0 to 6 of 6 of stdout:\nbegun\n");
		assertThat(call(tools, "job_output", Map.of("job", job, "offset", 6)))
			.startsWith("There is nothing beyond byte 6 yet.\nrunning\n");
		assertThat(call(tools, "kill_job", Map.of("job", job))).isEqualTo("no exit code: killed by signal 15\n");
	}

	@Test
	@Tag("thorough")
	void limitsConcurrentJobs() {
		MiosaTools one = builder().maxJobs(1).build();
		String job = startJob(one, "sleep 300");
		for (String tool : new String[] { "start_job", "bash" }) {
			assertThat(call(one, tool, Map.of("command", "true"))).startsWith("Nothing was run: 1 jobs are running");
		}
		call(one, "kill_job", Map.of("job", job));
		assertThat(call(one, "bash", Map.of("command", "true"))).startsWith("exit code: 0\n");
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "ai-0123456789abcdef", "others", "..", "ai-0123456789abcdef/.." })
	void knowsNoJobsButThoseThatItStarted(String id) {
		application.bean(MiosaJobs.class).job(computer.getComputerId(), "true").id("others").start();
		for (String tool : new String[] { "job_status", "job_output", "kill_job" }) {
			assertThat(call(tools, tool, Map.of("job", id)))

				.isEqualTo("There is no such job. Use the id that bash, python or start_job returned.");
		}
	}

	@Test
	@Tag("thorough")
	void asksBeforeAJobIsStartedOrKilled() {
		String job = startJob(tools, "sleep 300");
		MiosaTools refusing = builder()
			.approval((request) -> CompletableFuture
				.completedFuture(Decision.reject(request.tool() + " " + request.content())))
			.build();
		assertThat(call(refusing, "start_job", Map.of("command", "touch started"))).endsWith("start_job touch started");
		assertThat(call(refusing, "kill_job", Map.of("job", job))).endsWith("kill_job " + job);
		assertThat(call(refusing, "job_status", Map.of("job", job))).startsWith("still running after 0 seconds");
		call(tools, "kill_job", Map.of("job", job));
	}

	private static MiosaTools.Builder builder() {
		return MiosaTools.builder(application.template(), application.bean(MiosaJobs.class));
	}

	/**
	 * Start a job whose command runs once the model has received the job's id.
	 */
	private static String startJob(MiosaTools tools, String command) {
		Path told = computer.home().resolve("told-" + UUID.randomUUID());
		String waiting = "until [[ -e " + told + " ]]; do sleep 0.02; done; " + command;
		String answer = call(tools, "start_job", Map.of("command", waiting));
		Matcher started = Pattern.compile("still running after 0 seconds, as job (\\S+): ").matcher(answer);
		assertThat(started.lookingAt()).as(answer).isTrue();
		try {
			Files.createFile(told);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return started.group(1);
	}

	private static String call(MiosaTools tools, String tool, Map<String, Object> arguments) {
		for (ToolCallback callback : tools.getToolCallbacks()) {
			if (callback.getToolDefinition().name().equals(tool)) {
				return callback.call(JsonMapper.shared().writeValueAsString(arguments));
			}
		}
		throw new AssertionError(tool);
	}

}
