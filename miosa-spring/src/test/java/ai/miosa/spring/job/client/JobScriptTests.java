package ai.miosa.spring.job.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobConflictException;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * How the script runs commands, on a real bash.
 */
class JobScriptTests {

	private final Path home;

	@AutoClose
	private final ScriptedComputer computer;

	JobScriptTests(@TempDir Path home) {
		this.home = home;
		this.computer = new ScriptedComputer(home);
	}

	@Test
	@Tag("thorough")
	void jobRunsWithItsEnvironmentAndDirectoryAndKeepsItsOutput() throws IOException {
		Path directory = Files.createDirectory(this.home.resolve("it's here"));
		JobStatus started = this.computer.start("a.b_c-1",
				ScriptedComputer.job("echo \"$GREETING $PWD\"; echo problem >&2; exit 3")
					.workingDirectory(directory.toString())
					.env("GREETING", "it's\n\"me\""));
		assertThat(started.state()).isIn(JobState.RUNNING, JobState.EXITED);
		JobStatus status = this.computer.awaitEnd("a.b_c-1");
		assertThat(status.state()).isEqualTo(JobState.EXITED);
		assertThat(status.exitCode()).isEqualTo(3);
		assertThat(status.signal()).isNull();
		assertThat(status.endedAt()).isAfterOrEqualTo(status.startedAt());
		assertThat(this.computer.output("a.b_c-1", SessionStream.STDOUT)).asString()
			.isEqualTo("it's\n\"me\" " + directory + "\n");
		assertThat(this.computer.output("a.b_c-1", SessionStream.STDERR)).asString().isEqualTo("problem\n");
		assertThat(status.stderrSize()).isEqualTo(8);
	}

	@Test
	void commandRunsOnceForTenConcurrentStarts() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(10);
		try {
			List<Future<JobStatus>> starts = IntStream.range(0, 10)
				.mapToObj((i) -> threads.submit(() -> this.computer.start("same", "echo ran >>\"$HOME/runs\"")))
				.toList();
			for (Future<JobStatus> start : starts) {
				assertThat(start.get(30, TimeUnit.SECONDS).jobId()).isEqualTo("same");
			}
		}
		finally {
			threads.shutdownNow();
		}
		this.computer.awaitEnd("same");
		assertThat(this.home.resolve("runs")).hasContent("ran");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(
					() -> assertThat(this.home.resolve(".miosa/jobs")).isDirectoryNotContaining("glob:**/.new-*"));
	}

	@Test
	@Tag("thorough")
	void manyJobsAreStartedWithAnAnswerForEach() throws IOException {
		this.computer.start("taken", "true");
		List<DefaultJobSpec> jobs = List.of(ScriptedComputer.job("env >\"$HOME/env\"; exit $A").env("A", "3"),
				ScriptedComputer.job("touch \"$HOME/ran\""),
				ScriptedComputer.job("pwd >\"$HOME/pwd\"").workingDirectory("/tmp"),
				ScriptedComputer.job("true").workingDirectory("/does/not/exist"));
		List<JobEvent> answers = this.computer.startAll(jobs, "first", "taken", "third", "fourth");
		assertThat(answers.subList(1, 5)).satisfiesExactly(
				(answer) -> assertThat(answer).isEqualTo(new JobEvent.Rejection("conflict", "")),
				(answer) -> assertThat(answer).isInstanceOf(JobEvent.Status.class),
				(answer) -> assertThat(answer).isEqualTo(new JobEvent.Rejection("directory", "")),
				(answer) -> assertThat(answer).isEqualTo(JobEvent.Mark.END));
		assertThat(JobEvent.statuses(answers)).extracting(JobStatus::jobId).containsExactly("first", "third");
		assertThat(this.computer.awaitEnd("first").exitCode()).isEqualTo(3);
		assertThat(this.computer.awaitEnd("third").exitCode()).isZero();
		assertThat(this.home.resolve("env")).content().contains("A=3").doesNotContain("MIOSA_JOB_");
		assertThat(this.home.resolve("pwd")).hasContent("/tmp");
		assertThat(this.home.resolve("ran")).doesNotExist();
	}

	@Test
	@Tag("thorough")
	void restartReplacesTheAttemptThatItHasFoundAndNoOther() {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>\"$HOME/runs\"");
		JobStatus first = this.computer.start("again", job);
		this.computer.awaitEnd("again");
		JobKey second = JobKey.random("again");
		String[] restart = job.arguments(second, first.incarnation());
		this.computer.call(job.variables(""), restart);
		assertThat(this.computer.awaitEnd("again").incarnation()).isEqualTo(second.incarnation());
		// The same request, delayed, and that of another who has found the first attempt
		this.computer.call(job.variables(""), restart);
		this.computer.call(job.variables(""), job.arguments(JobKey.random("again"), first.incarnation()));
		assertThat(this.computer.awaitEnd("again").incarnation()).isEqualTo(second.incarnation());
		assertThat(this.home.resolve("runs")).hasContent("ran\nran");
	}

	@Test
	@Tag("thorough")
	void restartAttachesToAnAttemptThatRuns() {
		DefaultJobSpec job = ScriptedComputer.job("exec sleep 600");
		JobStatus first = this.computer.start("runs", job);
		List<JobEvent> answer = this.computer.call(job.variables(""),
				job.arguments(JobKey.random("runs"), first.incarnation()));
		assertThat(JobEvent.statuses(answer)).extracting(JobStatus::incarnation, JobStatus::state)
			.containsExactly(tuple(first.incarnation(), JobState.RUNNING));
	}

	@Test
	@Tag("thorough")
	void startThatWasKilledBeforeTheJobAppearedIsRecovered() throws Exception {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>\"$HOME/runs\"");
		String script = JobComputer.oneShot(List.of(job.arguments(JobKey.random("again"), "")))
			.replace("mv -nT -- \"$prepared\"", "sleep 600; mv -nT -- \"$prepared\"");
		Process launcher = this.computer.run(script, job.variables(""));
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.processes()
				.stream()
				.anyMatch((path) -> ScriptedComputer.read(path.resolve("cmdline")).contains("\0supervise\0")));
		this.computer.close();
		assertThat(launcher.waitFor(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.computer.directory("again")).doesNotExist();
		this.computer.start("again", "echo ran >>\"$HOME/runs\"");
		assertThat(this.computer.awaitEnd("again").exitCode()).isZero();
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	void startThatIsKilledOnceTheJobHasAppearedDoesNotEndIt() throws Exception {
		DefaultJobSpec job = ScriptedComputer.job("exit 3");
		String script = JobComputer.oneShot(List.of(job.arguments(JobKey.random("started"), "")))
			.replace("echo new", "until [[ -e ~/killed ]]; do nap 0.02; done; echo new");
		Process launcher = this.computer.run(script, job.variables(""));
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> Files.exists(this.home.resolve(".miosa/jobs/started")));
		launcher.destroyForcibly().waitFor();
		Files.createFile(this.home.resolve("killed"));
		assertThat(this.computer.awaitEnd("started").exitCode()).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void otherCommandEnvironmentOrDirectoryIsAConflict() {
		this.computer.start("taken", ScriptedComputer.job("true").env("A", "1"));
		for (DefaultJobSpec job : List.of(ScriptedComputer.job("true"), ScriptedComputer.job("true").env("A", "2"),
				ScriptedComputer.job("true").env("A", "1").workingDirectory("/"),
				ScriptedComputer.job("false").env("A", "1"))) {
			assertThatExceptionOfType(MiosaJobConflictException.class)
				.isThrownBy(() -> this.computer.start("taken", job))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	@Tag("thorough")
	void backgroundProcessesDoNotDelayTheEndOfTheCommand() {
		this.computer.start("forks", "(while [[ ! -e \"$HOME/stop\" ]]; do sleep 0.05; done; echo late) & echo done");
		assertThat(this.computer.awaitEnd("forks").exitCode()).isZero();
		assertThat(this.computer.output("forks", SessionStream.STDOUT)).asString().isEqualTo("done\n");
		this.computer.runToEnd("touch \"$HOME/stop\"", Map.of());
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(() -> assertThat(this.computer.output("forks", SessionStream.STDOUT, 5)).asString()
				.isEqualTo("late\n"));
	}

	@Test
	@Tag("thorough")
	void commandMayCloseItsStreams() {
		this.computer.start("closes", "echo said; exec >&- 2>&- <&-; sleep 0.2; exit 4");
		assertThat(this.computer.awaitEnd("closes").exitCode()).isEqualTo(4);
		assertThat(this.computer.output("closes", SessionStream.STDOUT)).asString().isEqualTo("said\n");
	}

	@Test
	void jobWhoseFilesAreEmptyOrMissingIsReported() throws IOException {
		this.computer.start("emptied",
				ScriptedComputer.job("echo out; echo error >&2; exit 3").env("BASH", "/bin/false"));
		this.computer.awaitEnd("emptied");
		Files.write(this.computer.directory("emptied").resolve("job"), new byte[0]);
		Files.delete(this.computer.directory("emptied").resolve("stdout"));
		JobStatus status = this.computer.status("emptied");
		assertThat(status.exitCode()).isEqualTo(3);
		assertThat(status.stdoutSize()).isZero();
		assertThat(status.stderrSize()).isEqualTo(6);
	}

	@Test
	@Tag("thorough")
	void commandThatOpensItsStreamsByNameTruncatesNothing() {
		this.computer.start("reopens", "echo 1; echo 2 >/dev/stdout; echo 3 | tee /dev/stderr");
		this.computer.awaitEnd("reopens");
		assertThat(this.computer.output("reopens", SessionStream.STDOUT)).asString().isEqualTo("1\n2\n3\n");
		assertThat(this.computer.output("reopens", SessionStream.STDERR)).asString().isEqualTo("3\n");
	}

	@Test
	void directoryThatCannotBeWrittenIsReported() {
		this.computer.env("MIOSA_JOBS_DIRECTORY", "/proc/none");
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computer.start("a", "true"))
			.withMessageContaining("cannot be written")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	@Test
	void missingToolIsReported() throws IOException {
		Path tools = Files.createDirectory(this.home.resolve("tools"));
		for (String tool : List.of("bash", "base64", "cat", "dd", "flock", "mkdir", "mv", "rm", "rmdir", "stat")) {
			Path script = Files.writeString(tools.resolve(tool), "exec /usr/bin/" + tool + " \"$@\"\n");
			assertThat(script.toFile().setExecutable(true)).isTrue();
		}
		this.computer.env("PATH", tools.toString());
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computer.start("a", "true"))
			.withMessageContaining("setsid is missing")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	@Test
	void missingWorkingDirectoryIsReported() {
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> this.computer.start("a", ScriptedComputer.job("true").workingDirectory("/no/such")))
			.withMessageContaining("working directory does not exist");
		assertThat(this.computer.directory("a")).doesNotExist();
	}

	@Test
	@Tag("thorough")
	void oddProfileDoesNotDisturb() throws IOException {
		Path profile = Files.writeString(this.home.resolve("odd"), """
				printf 'Welcome!\\nmiosa'
				set -eu
				mkdir() { false; }; mv() { false; }; read() { false; }; echo() { false; }
				export -f mkdir mv read echo
				export LC_ALL=xx_XX.UTF-8 POSIXLY_CORRECT=1
				trap 'printf "Goodbye\\n"' EXIT
				""");
		this.computer.env("BASH_ENV", profile.toString());
		this.computer.start("odd", "unset -f echo; echo fine; exit 6");
		assertThat(this.computer.awaitEnd("odd").exitCode()).isEqualTo(6);
		assertThat(this.computer.output("odd", SessionStream.STDOUT)).asString().endsWith("fine\n");
	}

	@Test
	@Tag("thorough")
	void commandOfSixtyKilobytesRuns() {
		this.computer.start("long", "echo " + "x".repeat(60_000));
		this.computer.awaitEnd("long");
		assertThat(this.computer.output("long", SessionStream.STDOUT)).hasSize(60_001);
	}

	@Test
	@Tag("thorough")
	void binaryOutputIsKeptByteByByte() {
		this.computer.start("binary", "for i in {0..255}; do printf -v x %x $i; printf \"\\\\x$x\"; done");
		this.computer.awaitEnd("binary");
		assertThat(this.computer.output("binary", SessionStream.STDOUT)).hasSize(256)
			.satisfies((output) -> assertThat(IntStream.range(0, 256)).allMatch((i) -> output[i] == (byte) (int) i));
	}

	@Test
	@Tag("thorough")
	void commandAndEnvironmentAreInNoArgumentsAndForTheirUserAlone() throws IOException {
		// Bash would replace itself with the last command
		this.computer.start("secret", ScriptedComputer.job("echo ready; : top-secret-command; sleep 600; :")
			.env("TOKEN", "top-secret-value"));
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.output("secret", SessionStream.STDOUT).length > 0);
		assertThat(this.computer.processes()).isNotEmpty()
			.allSatisfy(
					(path) -> assertThat(ScriptedComputer.read(path.resolve("cmdline"))).doesNotContain("top-secret"));
		assertThat(this.computer.processes())
			.allSatisfy((path) -> assertThat(ScriptedComputer.read(path.resolve("environ")))
				.doesNotContain("top-secret-command"));
		assertThat(Files.getPosixFilePermissions(this.computer.directory("secret"))).hasSize(3);
		assertThat(Files.getPosixFilePermissions(this.computer.directory("secret").resolve("env"))).hasSize(2);
	}

	@Test
	@Tag("thorough")
	void jobsThatEndedBeforeTheRetentionAreRemoved() throws IOException {
		this.computer.start("old", "true");
		this.computer.start("running", "sleep 600");
		this.computer.start("other", "true");
		this.computer.awaitEnd("old");
		Files.setLastModifiedTime(this.computer.directory("old"),
				FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		this.computer.sweepUntilRemoved(Duration.ofHours(1), "old");
		assertThat(this.computer.directory("other")).exists();
		assertThat(this.computer.directory("running")).exists();
	}

	@Test
	@Tag("thorough")
	void startsInQuickSuccessionRemoveOldJobsOnce() throws IOException {
		assertThat(startsRemoval("first", null)).isTrue();
		assertThat(startsRemoval("second", Instant.now())).isFalse();
		assertThat(startsRemoval("later", Instant.now().minus(Duration.ofHours(1)))).isTrue();
		assertThat(startsRemoval("set-back", Instant.now().plus(Duration.ofHours(1)))).isTrue();
	}

	private boolean startsRemoval(String jobId, @Nullable Instant last) throws IOException {
		Path removal = this.home.resolve("removal");
		Files.deleteIfExists(removal);
		Path jobs = Files.createDirectories(this.home.resolve(".miosa/jobs"));
		if (last != null) {
			Files.writeString(jobs.resolve(".sweep"), last.getEpochSecond() + "\n");
		}
		String script = JobComputer.oneShot(List.of(ScriptedComputer.job("true").arguments(JobKey.random(jobId), "")))
			.replace("last + 10", "last + 1000")
			.replace("setsid --fork \"$BASH\" -pc ", ": >~/removal; true ");
		ScriptedComputer.answer(this.computer.run(script, ScriptedComputer.job("true").variables("")));
		return Files.exists(removal);
	}

	@Test
	@Tag("thorough")
	void startDoesNotWaitForTheRemovalOfOldJobs() throws IOException {
		this.computer.start("old", "true");
		this.computer.awaitEnd("old");
		// Not in the second of the next start
		Files.writeString(this.computer.directory("old").resolve("outcome"), "EXITED 0 1000\n");
		DefaultJobSpec job = ScriptedComputer.job("true", Duration.ZERO);
		// The removal waits for what happens after the start
		String script = JobComputer.oneShot(List.of(job.arguments(JobKey.random("next"), "")))
			.replace(" && ! swept", "")
			.replace("flock -n 8", "{ until [[ -e ~/go ]]; do nap 0.05; done; true; }");
		ScriptedComputer.answer(this.computer.run(script, job.variables("")));
		assertThat(this.computer.awaitEnd("next").exitCode()).isZero();
		assertThat(this.computer.directory("old")).exists();
		this.computer.runToEnd("touch \"$HOME/go\"", Map.of());
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(() -> assertThat(this.computer.directory("old")).doesNotExist());
	}

	@Test
	@Tag("thorough")
	void startRemovesWhatKilledStartsHaveLeftAnHourBefore() throws IOException {
		Path jobs = Files.createDirectories(this.home.resolve(".miosa/jobs"));
		Path old = Files.createDirectories(jobs.resolve(".new-aaaaaaaa/1"));
		Path recent = Files.createDirectories(jobs.resolve(".new-bbbbbbbb/1"));
		Files.setLastModifiedTime(old.getParent(), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		this.computer.start("next", "true");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(() -> assertThat(old.getParent()).doesNotExist());
		assertThat(recent).exists();
	}

	@Test
	@Tag("thorough")
	void deleteRemovesAJobThatHasEndedAndNoOther() {
		this.computer.start("ended", "true");
		String running = this.computer.start("running", "sleep 600").incarnation();
		String ended = this.computer.awaitEnd("ended").incarnation();
		this.computer.call("delete", "ended", ended);
		this.computer.call("delete", "ended", ended);
		assertThat(this.computer.directory("ended")).doesNotExist();
		assertThat(this.computer.call("delete", "running", running)).contains(new JobEvent.Rejection("running", ""));
		assertThat(this.computer.directory("running")).exists();
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> this.computer.status("ended"));
	}

	@Test
	void requestsForARemovedJobDoNotConcernALaterOneOfTheSameId() {
		this.computer.start("same", "echo first");
		String first = this.computer.awaitEnd("same").incarnation();
		this.computer.call("delete", "same", first);
		String second = this.computer.start("same", "echo second; sleep 600").incarnation();
		for (String[] request : new String[][] { { "status", "same", first }, { "end_job", "same", first, "0" },
				{ "send_signal", "same", first, "KILL" }, { "output", "same", first, "0", "0", "100" } }) {
			assertThat(this.computer.call(request)).contains(new JobEvent.Rejection("unknown", "same " + first));
		}
		this.computer.call("delete", "same", first);
		assertThat(this.computer.status("same", second).state()).isEqualTo(JobState.RUNNING);
		this.computer.call("end_job", "same", second, "0");
		this.computer.call("delete", "same", first);
		assertThat(this.computer.status("same", second).signal()).isEqualTo(15);
	}

	@Test
	@Tag("thorough")
	void deleteThatIsSlowRemovesNoLaterJobOfTheSameId() throws Exception {
		this.computer.start("same", "true");
		String first = this.computer.awaitEnd("same").incarnation();
		// Between the look at the job and its removal, and after that
		String script = JobComputer.oneShot(List.of("delete", "same", first))
			.replace("rmdir --", ": >~/removing; until [[ -e ~/go ]]; do nap 0.05; done; rmdir --");
		Process delete = this.computer.run(script, Map.of());
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("removing")));
		String second = this.computer.start("same", "echo ran >>\"$HOME/runs\"; exit 3").incarnation();
		Files.createFile(this.home.resolve("go"));
		ScriptedComputer.answer(delete);
		assertThat(this.computer.awaitEnd("same").incarnation()).isEqualTo(second).isNotEqualTo(first);
		assertThat(this.computer.status("same").exitCode()).isEqualTo(3);
		this.computer.start("same", "echo ran >>\"$HOME/runs\"; exit 3");
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	@Tag("thorough")
	void listHasCompleteLinesWhileJobsAreRemoved() throws Exception {
		this.computer.start("kept", "true");
		this.computer.start("removed", "true");
		this.computer.awaitEnd("kept");
		String incarnation = this.computer.awaitEnd("removed").incarnation();
		// After the look at the job and before it is printed
		String script = JobComputer.oneShot(List.of("list"))
			.replace("[[ ! $state ]] || print_job",
					"[[ $id != removed ]] || { : >~/listing; until [[ -e ~/go ]]; do nap 0.05; done; };"
							+ " [[ ! $state ]] || print_job");
		Process list = this.computer.run(script, Map.of());
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("listing")));
		this.computer.call("delete", "removed", incarnation);
		Files.createFile(this.home.resolve("go"));
		assertThat(JobEvent.statuses(ScriptedComputer.answer(list))).extracting(JobStatus::jobId)
			.containsExactly("kept");
	}

	@Test
	@Tag("thorough")
	void unknownSignalIsRejected() {
		String incarnation = this.computer.start("signalled", "sleep 600").incarnation();
		assertThat(this.computer.call("send_signal", "signalled", incarnation, "FOO"))
			.contains(new JobEvent.Rejection("signal", ""));
	}

}
