package ai.miosa.spring.job.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.StringUtils;

import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobConflictException;
import ai.miosa.spring.job.MiosaJobNotFoundException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The script while the files and processes of a job come and go. Parts of it are replaced
 * so that it waits where another process may overtake it.
 */
@Tag("thorough")
class JobRaceTests {

	private static final String REMOVE = "rm -rf \"${0%/*}\"; : >~/removed; ";

	private static final String REMOVE_AFTER_THE_START = "until [[ -e ~/go ]]; do sleep 0.05; done; " + REMOVE;

	private static final String WAIT = "while [[ ! -e ~/stop ]]; do sleep 0.05; done; ";

	private static final String KILL_SUPERVISOR = "kill -9 $(cut -d \" \" -f 1 \"${0%/*}/supervisor\"); ";

	private static final Map<String, String> RESTORED_AT_THE_END_ONLY = Map.of("read -rt 1 -u 5", "read -rt 600 -u 5");

	private static final Duration LONG = Duration.ofSeconds(60);

	private final Path home;

	@AutoClose
	private final ScriptedComputer computer;

	JobRaceTests(@TempDir Path home) {
		this.home = home;
		this.computer = new ScriptedComputer(home);
	}

	@Test
	void runReportsTheEndOfACommandThatRemovesItsFiles() {
		for (int i = 0; i < 20; i++) {
			assertThat(run("removes-" + i, ScriptedComputer.job("rm -rf \"${0%/*}\"; exit 4"), Map.of()).status()
				.exitCode()).isEqualTo(4);
		}
	}

	@Test
	void jobIsFoundThoughItsSupervisorRestoresItAndEndsMeanwhile() throws IOException {
		this.computer.start("removes", REMOVE_AFTER_THE_START + WAIT + "exit 9", RESTORED_AT_THE_END_ONLY);
		create("go");
		await("removed");
		assertThat(this.computer.status("removes",
				Map.of("look() {",
						"look() { : >~/stop; " + untilEnded("removes")
								+ "read -r supervisor <$(echo \"$jobs\"/removes/*/supervisor); "
								+ "while alive \"$supervisor\"; do nap 0.05; done; "))
			.exitCode()).isEqualTo(9);
	}

	@Test
	void outputThatIsRestoredMeanwhileIsRead() throws IOException {
		this.computer.start("restored", "echo out");
		this.computer.awaitEnd("restored");
		Path stdout = this.computer.directory("restored").resolve("stdout");
		Files.move(stdout, stdout.resolveSibling("removed"));
		List<JobEvent> events = ScriptedComputer.answer(this.computer.runReplaced(Map.of(),
				Map.of("print_output() {",
						"print_output() { [[ ! -e $job/removed ]] || mv \"$job/removed\" \"$job/stdout\"; "),
				"output", "restored", "-", "0", "-", "100"));
		assertThat(JobEvent.all(events, JobEvent.Output.class)).singleElement()
			.extracting((event) -> new String(event.output().bytes(), StandardCharsets.UTF_8))
			.isEqualTo("out\n");
	}

	@Test
	void startDoesNotRunAgainWhatHasBegunAndRemovedItsDirectoryMeanwhile() throws Exception {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>~/runs; " + REMOVE_AFTER_THE_START + WAIT);
		Process second = this.computer.runReplaced(job.variables(""),
				Map.of("for tool in", ": >~/seen; until [[ -e ~/removed ]]; do nap 0.05; done; for tool in",
						"inspect \"$id\" -\n\t\tif", ": >~/stop; inspect \"$id\" -\n\t\tif"),
				job.arguments(JobKey.random("once"), ""));
		await("seen");
		String incarnation = this.computer.start("once", job, RESTORED_AT_THE_END_ONLY).incarnation();
		create("go");
		assertThat(ScriptedComputer.status(ScriptedComputer.answer(second), "once").incarnation())
			.isEqualTo(incarnation);
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	void idThatIsStartedTwiceByOneCallRunsOnceThoughItsCommandRemovesItsDirectory() throws Exception {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>~/runs; rm -rf \"${0%/*/*}\"; " + WAIT);
		List<JobEvent> answers = this.computer.startAll(List.of(job, ScriptedComputer.job("sleep 600"), job), "same",
				"other", "same");
		create("stop");
		this.computer.awaitEnd("same");
		assertThat(JobEvent.statuses(answers)).extracting(JobStatus::jobId).containsExactly("same", "other", "same");
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	void startOfManyDoesNotRunAgainWhatHasRemovedItsDirectoryBefore() throws IOException {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>~/runs; rm -rf \"${0%/*/*}\"; : >~/removed; " + WAIT);
		DefaultJobSpec other = ScriptedComputer.job("sleep 600");
		this.computer.start("other", other);
		this.computer.start("same", job);
		await("removed");
		this.computer.startAll(List.of(other, job), "other", "same");
		create("stop");
		this.computer.awaitEnd("same");
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	void emptyDirectoryThatARemovalHasLeftDoesNotKeepAJobFromStarting() throws IOException {
		Files.createDirectories(this.home.resolve(".miosa/jobs/left"));
		this.computer.start("left", "exit 3");
		assertThat(this.computer.awaitEnd("left").exitCode()).isEqualTo(3);
	}

	@Test
	void commandThatRemovesItsFilesInTheGracePeriodIsRunning() throws IOException {
		DefaultJobSpec job = ScriptedComputer.job("trap '" + REMOVE + WAIT + "' TERM; sleep 600 & wait")
			.timeout(Duration.ofSeconds(4))
			.killGracePeriod(Duration.ofSeconds(600));
		this.computer.start("graceful", job);
		await("removed");
		assertThat(this.computer.status("graceful").state()).isEqualTo(JobState.RUNNING);
		create("stop");
		assertThat(this.computer.awaitEnd("graceful").state()).isEqualTo(JobState.TIMED_OUT);
	}

	@Test
	void jobWithoutRetentionIsNotRemovedByItsOwnStart() {
		Map<String, String> replacements = Map.of("sweep() {",
				"sweep() { " + untilEnded("*") + "sweep_now \"$@\"; : >~/swept; }; sweep_now() {", "report() {",
				"report() { until [[ -e ~/swept ]]; do nap 0.05; done; ");
		assertThat(
				run("kept", ScriptedComputer.job("exit 4").retention(Duration.ZERO), replacements).status().exitCode())
			.isEqualTo(4);
	}

	@Test
	void jobThatEndsWhileOldJobsAreRemovedIsKept() {
		this.computer.start("kept", WAIT + "exit 4");
		// That of the start may be in progress, and then another does nothing
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> {
			assertThat(this.computer
				.runReplaced(Map.of(),
						Map.of("inspect \"$id\" \"$incarnation\"",
								": >~/stop; " + untilEnded("kept") + "inspect \"$id\" \"$incarnation\""),
						"sweep", "0")
				.onExit()).succeedsWithin(ScriptedComputer.PATIENCE);
			return Files.exists(this.home.resolve("stop"));
		});
		assertThat(this.computer.status("kept").exitCode()).isEqualTo(4);
	}

	@Test
	void otherCommandConflictsWithOneThatHasRemovedItsDescription() {
		this.computer.start("conflict", "rm \"${0%/*}/job\"; : >~/removed; sleep 600");
		await("removed");
		assertThatExceptionOfType(MiosaJobConflictException.class)
			.isThrownBy(() -> this.computer.start("conflict", "true"));
	}

	@Test
	void commandThatEndsAsItsTimePassesHasAnExitCode() {
		this.computer.start("punctual", ScriptedComputer.job(WAIT + "exit 3").timeout(Duration.ofSeconds(1)), Map
			.of("((now < end)) || return 1", "{ : >~/stop; while alive \"$main\"; do nap 0.05; done; return 1; }"));
		assertThat(this.computer.awaitEnd("punctual").exitCode()).isEqualTo(3);
	}

	@Test
	void commandThatRemovesItsFilesBeforeTheyAreOpenedHasAnExitCode() {
		this.computer.start("early", REMOVE + "for i in {1..20}; do echo out; sleep 0.05; done; exit 4",
				Map.of("collect() {", "collect() { until [[ -e ~/removed ]]; do sleep 0.05; done; "));
		assertThat(this.computer.awaitEnd("early").exitCode()).isEqualTo(4);
	}

	@Test
	void commandThatRemovesItsFilesAndKillsItsSupervisorIsNotSaidNotToHaveRun() {
		assertThatExceptionOfType(MiosaJobNotFoundException.class)
			.isThrownBy(() -> this.computer.start("gone", KILL_SUPERVISOR + REMOVE, Map.of("inspect \"$id\" -\n\t\tif",
					"until [[ -e ~/removed ]]; do nap 0.05; done; inspect \"$id\" -\n\t\tif")));
	}

	@Test
	void listHasTheJobThatHasRemovedItsFiles() throws IOException {
		String incarnation = this.computer.start("listed", REMOVE + WAIT).incarnation();
		await("removed");
		assertThat(JobEvent.statuses(this.computer.call("list"))).extracting(JobStatus::incarnation)
			.containsExactly(incarnation);
		create("stop");
	}

	@ParameterizedTest
	@ValueSource(strings = { "supervisor", "main", "job" })
	void commandThatRemovesOneOfItsFilesIsRunning(String file) throws IOException {
		this.computer.start("removes",
				REMOVE_AFTER_THE_START.replace("rm -rf \"${0%/*}\"", "rm \"${0%/*}/" + file + "\"") + WAIT,
				RESTORED_AT_THE_END_ONLY);
		create("go");
		await("removed");
		assertThat(this.computer.status("removes", Map.of("{3-100}", "{3-5}")).state()).isEqualTo(JobState.RUNNING);
		create("stop");
	}

	@Test
	void jobWhoseOutcomeAPowerFailureHasBlankedIsLost() throws IOException {
		this.computer.start("blank", "exit 3");
		this.computer.awaitEnd("blank");
		Files.writeString(this.computer.directory("blank").resolve("outcome"), " ".repeat(100) + "\n");
		assertThat(this.computer.status("blank").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void commandThatKillsItsSupervisorAsItBeginsIsNotLost() throws IOException {
		String killed = "until [[ -e ~/killed ]]; do nap 0.05; done";
		this.computer.start("begins", KILL_SUPERVISOR + ": >~/killed; " + WAIT, Map.of("identify \"$$\"\n\toverwrite",
				"until [[ -e ~/seen ]]; do nap 0.05; done; identify \"$$\"\n\toverwrite"));
		assertThat(this.computer.status("begins",
				Map.of("\t\tstate=RUNNING\n", "\t\tstate=RUNNING; [[ -e ~/seen ]] || { : >~/seen; " + killed + "; }\n"))
			.state()).isEqualTo(JobState.RUNNING);
		create("stop");
	}

	@Test
	void commandThatAnotherRemovesBeforeItBeginsHasNoExitCode() {
		this.computer.start("file", "exit 5",
				Map.of("exec \"$2\" \"$1/command\"", "rm \"$1/command\"; exec \"$2\" \"$1/command\""));
		assertThat(this.computer.awaitEnd("file").state()).isEqualTo(JobState.LOST);
		this.computer.start("env", "exit 5", Map.of("local directory env\n", "local directory env; rm \"$1/env\"\n"));
		assertThat(this.computer.awaitEnd("env").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void reportOfAJobThatIsRemovedMeanwhileSaysSo() {
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> run("removed",
				ScriptedComputer.job("echo out"),
				Map.of("measure \"$job\"\n\tfor stream", "rm -rf \"$jobs/removed\"; measure \"$job\"\n\tfor stream")));
	}

	private JobReport run(String id, DefaultJobSpec job, Map<String, String> replacements) {
		return JobReports.of(JobEvent.check(
				ScriptedComputer.answer(
						this.computer.runReplaced(job.variables(""), replacements, StringUtils.concatenateStringArrays(
								JobReports.arguments("run", LONG, 100), job.arguments(JobKey.random(id), "")))),
				"cmp_1", id));
	}

	private void await(String file) {
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve(file)));
	}

	private void create(String file) throws IOException {
		Files.createFile(this.home.resolve(file));
	}

	private static String untilEnded(String id) {
		return "until [[ -e $(echo \"$jobs\"/" + id + "/*/outcome) ]]; do nap 0.05; done; ";
	}

}
