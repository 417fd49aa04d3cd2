package ai.miosa.spring.job.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.text.ShellQuoting;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the script reports the end of a job, on a real bash.
 */
class JobOutcomeTests {

	// Ignored by default (CHLD, CONT, URG, WINCH), stop a process (STOP, TSTP, TTIN,
	// TTOU),
	// kept by glibc for itself (32, 33), or blocked in whatever a JVM starts (QUIT)
	private static final Set<Integer> NOT_FATAL = Set.of(3, 17, 18, 19, 20, 21, 22, 23, 28, 32, 33);

	private static final String WAIT = "while [[ ! -e ~/stop ]]; do sleep 0.05; done";

	private final Path home;

	@AutoClose
	private final ScriptedComputer computer;

	JobOutcomeTests(@TempDir Path home) {
		this.home = home;
		this.computer = new ScriptedComputer(home);
	}

	@Test
	void exitCodeIsThatOfTheCommand() {
		assertExitCodes(0, 3, 143, 255);
	}

	@Test
	@Tag("scale")
	void everyExitCodeIsThatOfTheCommand() {
		assertExitCodes(IntStream.range(0, 256).toArray());
	}

	private void assertExitCodes(int... values) {
		Map<String, Integer> exitCodes = byId("code-", values);
		this.computer.startAll(exitCodes, (exitCode) -> "exit " + exitCode);
		assertThat(this.computer.awaitAll(exitCodes.keySet())).hasSize(values.length).allSatisfy((status) -> {
			assertThat(status.state()).isEqualTo(JobState.EXITED);
			assertThat(status.exitCode()).isEqualTo(exitCodes.get(status.jobId()));
			assertThat(status.signal()).isNull();
		});
	}

	@Test
	void signalIsDistinguishedFromAnExitCode() {
		assertSignals(1, 9, 11, 15);
	}

	@Test
	@Tag("thorough")
	void everyFatalSignalIsDistinguishedFromAnExitCode() {
		assertSignals(IntStream.rangeClosed(1, 64).filter((signal) -> !NOT_FATAL.contains(signal)).toArray());
	}

	private void assertSignals(int... values) {
		Map<String, Integer> signals = byId("signal-", values);
		this.computer.startAll(signals, (signal) -> "ulimit -c 0; kill -" + signal + " $$; sleep 600");
		assertThat(this.computer.awaitAll(signals.keySet())).hasSize(values.length).allSatisfy((status) -> {
			assertThat(status.state()).isEqualTo(JobState.KILLED);
			assertThat(status.signal()).isEqualTo(signals.get(status.jobId()));
			assertThat(status.exitCode()).isNull();
		});
	}

	@Test
	void signalIsReportedEvenIfTheMessageAboutItIsReadInPieces() {
		// As if each second, at which reading pauses, were within the message
		String message = "main.sh\" \"$job\" 2>&1";
		String inPieces = " | while read -rN 30 piece || [[ $piece ]]; do printf %s \"$piece\"; sleep 0.05; done";
		String incarnation = this.computer
			.start("pieces", "exec sleep 600", Map.of("<(exec setsid", "<(set -o pipefail; setsid", message,
					message + inPieces, "read -rt 1 -u 5", "read -rt 0.01 -u 5"))
			.incarnation();
		assertThat(JobEvent.statuses(this.computer.call("end_job", "pieces", incarnation, "5")))
			.extracting(JobStatus::signal)
			.containsExactly(15);
	}

	@Test
	@Tag("thorough")
	void signalOfTheProcessThatWaitsIsNoExitCodeEvenIfTheCommandEndsSoon() {
		// As if the command always ended within half a second
		String nap = ": >\"$HOME/stop\"; while [[ -e /proc/${main%% *} ]]; do nap 0.01; done";
		this.computer.start("soon", "kill -9 $PPID; " + WAIT, Map.of("nap 0.5", nap));
		ProcessHandle.of(this.computer.pid("soon", "supervisor"))
			.map(ProcessHandle::onExit)
			.ifPresent((exit) -> assertThat(exit).succeedsWithin(ScriptedComputer.PATIENCE));
		this.computer.runToEnd("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.awaitEnd("soon").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void commandThatCannotBeginHasNoOutcome() {
		this.computer.start("none", "true", Map.of("--wait \"$BASH\"", "--wait /no/such/bash"));
		assertThat(this.computer.awaitEnd("none").state()).isEqualTo(JobState.LOST);
	}

	@Test
	@Tag("thorough")
	void signalsThatAreIgnoredEndNothing() {
		this.computer.start("ignores", "for s in CHLD CONT URG WINCH; do kill -$s $$; done; exit 3");
		assertThat(this.computer.awaitEnd("ignores").exitCode()).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void jobThatIsStoppedRunsUntilItIsContinued() {
		String incarnation = this.computer.start("stopped", WAIT + "; exit 3").incarnation();
		long main = this.computer.pid("stopped", "main");
		this.computer.call("send_signal", "stopped", incarnation, "STOP");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> ScriptedComputer.read(Path.of("/proc", "" + main, "stat")).contains(") T "));
		this.computer.runToEnd("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.status("stopped").state()).isEqualTo(JobState.RUNNING);
		this.computer.call("send_signal", "stopped", incarnation, "CONT");
		assertThat(this.computer.awaitEnd("stopped").exitCode()).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void jobHasNotEndedBeforeItsOutputIsWritten() {
		this.computer.start("slow", WAIT + "; echo whole");
		long main = this.computer.pid("slow", "main");
		String collectors = " $(grep -l '^cat$' /proc/[0-9]*/comm | cut -d/ -f3 | while read -r pid; do"
				+ " grep -q \"^PPid:.$SUPERVISOR$\" /proc/$pid/status && echo $pid; done)";
		Map<String, String> supervisor = Map.of("SUPERVISOR", "" + this.computer.pid("slow", "supervisor"));
		this.computer.runToEnd("kill -STOP" + collectors + "; touch \"$HOME/stop\"", supervisor);
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> !isRunning(main));
		assertThat(this.computer.status("slow").state()).isEqualTo(JobState.RUNNING);
		this.computer.runToEnd("kill -CONT" + collectors, supervisor);
		assertThat(this.computer.awaitEnd("slow").exitCode()).isZero();
		assertThat(this.computer.output("slow", SessionStream.STDOUT)).asString().isEqualTo("whole\n");
	}

	@Test
	void timeoutIsKeptOnTheComputerForTheWholeGroup() {
		this.computer.start("late",
				ScriptedComputer.job("(trap '' TERM; echo ready; while :; do sleep 0.1; done) & wait")
					.timeout(Duration.ofSeconds(1))
					.killGracePeriod(Duration.ofSeconds(1)));
		assertThat(this.computer.awaitEnd("late").state()).isEqualTo(JobState.TIMED_OUT);
		assertNothingIsLeft();
	}

	@Tag("thorough")
	@Test
	void commandThatOutlivesItsWaitingProcessHasNoExitCode() {
		this.computer.start("unwatched", WAIT);
		long main = this.computer.pid("unwatched", "main");
		ProcessHandle.of(main).flatMap(ProcessHandle::parent).ifPresent(ProcessHandle::destroyForcibly);
		ProcessHandle.of(this.computer.pid("unwatched", "supervisor"))
			.map(ProcessHandle::onExit)
			.ifPresent((exit) -> assertThat(exit).succeedsWithin(ScriptedComputer.PATIENCE));
		assertThat(this.computer.status("unwatched").state()).isEqualTo(JobState.RUNNING);
		this.computer.runToEnd("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.awaitEnd("unwatched").state()).isEqualTo(JobState.LOST);
	}

	@Test
	@Tag("thorough")
	void killWaitsUntilTheJobHasRecordedItsProcess() throws Exception {
		String incarnation = this.computer.start("early", "sleep 600").incarnation();
		this.computer.pid("early", "main");
		Path main = this.computer.directory("early").resolve("main");
		String process = Files.readString(main);
		Files.writeString(main, " ".repeat(100) + "\n");
		String script = JobComputer.oneShot(List.of("end_job", "early", incarnation, "5"))
			.replace("nap 0.01", ": >~/waits; nap 0.01");
		Process killing = this.computer.run(script, Map.of());
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("waits")));
		Files.writeString(main, process);
		assertThat(JobEvent.statuses(ScriptedComputer.answer(killing))).extracting(JobStatus::signal)
			.containsExactly(15);
	}

	@Test
	@Tag("thorough")
	void killThatMeetsTheNaturalEndReturnsTheFinalState() throws Exception {
		String incarnation = this.computer.start("ending", WAIT + "; exit 3").incarnation();
		long main = this.computer.pid("ending", "main");
		long supervisor = this.computer.pid("ending", "supervisor");
		// The command has ended, and its supervisor has not recorded that yet
		this.computer.runToEnd("kill -STOP $SUPERVISOR; touch \"$HOME/stop\"", Map.of("SUPERVISOR", "" + supervisor));
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> !isRunning(main));
		String script = JobComputer.oneShot(List.of("end_job", "ending", incarnation, "5"))
			.replace("nap 0.05", ": >~/waits; nap 0.05");
		Process killing = this.computer.run(script, Map.of());
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("waits")));
		this.computer.runToEnd("kill -CONT $SUPERVISOR", Map.of("SUPERVISOR", "" + supervisor));
		assertThat(JobEvent.statuses(ScriptedComputer.answer(killing))).extracting(JobStatus::exitCode)
			.containsExactly(3);
	}

	@Test
	@Tag("thorough")
	void killEndsTheWholeGroup() {
		String incarnation = this.computer.start("stubborn", "trap '' TERM; (trap '' TERM; sleep 600) & sleep 600")
			.incarnation();
		this.computer.pid("stubborn", "main");
		this.computer.call("end_job", "stubborn", incarnation, "1");
		assertThat(this.computer.status("stubborn").state()).isEqualTo(JobState.KILLED);
		assertNothingIsLeft();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "~/.miosa", "~/.miosa/jobs/removes/*/main" })
	void timeoutAndKillReachACommandThatHasRemovedItsFiles(String files) throws IOException {
		String command = "rm -rf " + files + "; : >~/removed; sleep 600";
		this.computer.start("removes", ScriptedComputer.job(command).timeout(Duration.ofSeconds(4)));
		assertThat(this.computer.awaitEnd("removes").state()).isEqualTo(JobState.TIMED_OUT);
		Files.delete(this.home.resolve("removed"));
		String incarnation = this.computer.start("again", command.replace("removes", "again")).incarnation();
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("removed")));
		assertThat(JobEvent.statuses(this.computer.call("end_job", "again", incarnation, "5")))
			.extracting(JobStatus::signal)
			.containsExactly(15);
	}

	@Test
	@Tag("thorough")
	void startDoesNotRunAgainWhatHasRemovedItsDirectory() throws Exception {
		String command = "echo ran >>~/runs; rm -rf ~/.miosa; : >~/removed; " + WAIT;
		String incarnation = this.computer.start("once", command).incarnation();
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("removed")));
		assertThat(this.computer.start("once", command).incarnation()).isEqualTo(incarnation);
		Files.createFile(this.home.resolve("stop"));
		this.computer.awaitEnd("once");
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	@Tag("thorough")
	void timeoutAndGracePeriodFollowTheUptimeAndNotTheClock() throws Exception {
		Path uptime = Files.writeString(this.home.resolve("uptime"), "0.09 1.00\n");
		DefaultJobSpec job = ScriptedComputer
			.job("trap 'echo terminated' TERM; echo ready; while :; do sleep 0.05; done")
			.timeout(Duration.ofSeconds(5000))
			.killGracePeriod(Duration.ofSeconds(3000));
		String script = JobComputer.oneShot(List.of(job.arguments(JobKey.random("timed"), "")))
			.replace("/proc/uptime", uptime.toString());
		ScriptedComputer.answer(this.computer.run(script, job.variables("")));
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.output("timed", SessionStream.STDOUT).length > 0);
		replace(uptime, "5000.08 1.00\n");
		assertThat(this.computer.status("timed").state()).isEqualTo(JobState.RUNNING);
		replace(uptime, "5000.10 1.00\n");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.status("timed").stdoutSize() > "ready\n".length());
		assertThat(this.computer.status("timed").state()).isEqualTo(JobState.RUNNING);
		replace(uptime, "8100.00 1.00\n");
		assertThat(this.computer.awaitEnd("timed").state()).isEqualTo(JobState.TIMED_OUT);
		assertNothingIsLeft();
	}

	// A file that is written has no content for a moment
	private static void replace(Path file, String content) throws IOException {
		Path written = Files.writeString(file.resolveSibling("written"), content);
		Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
	}

	@Test
	@Tag("thorough")
	void signalReachesTheWholeGroup() {
		String incarnation = this.computer
			.start("handled",
					"trap 'wait; exit 7' USR1; (trap 'echo child >&2; exit' USR1; echo ready;"
							+ " while :; do sleep 0.05; done) & wait")
			.incarnation();
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.output("handled", SessionStream.STDOUT).length > 0);
		this.computer.call("send_signal", "handled", incarnation, "USR1");
		assertThat(this.computer.awaitEnd("handled").exitCode()).isEqualTo(7);
		assertThat(this.computer.output("handled", SessionStream.STDERR)).asString().contains("child\n");
	}

	@Test
	@Tag("thorough")
	void jobKilledWithItsSupervisorIsLostWithTheOutputUpToThere() {
		this.computer.start("lost", "echo before; sleep 600");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.output("lost", SessionStream.STDOUT).length > 0);
		this.computer.close();
		JobStatus status = this.computer.status("lost");
		assertThat(status.state()).isEqualTo(JobState.LOST);
		assertThat(status.exitCode()).isNull();
		assertThat(status.endedAt()).isNull();
		assertThat(this.computer.output("lost", SessionStream.STDOUT)).asString().isEqualTo("before\n");
	}

	@Test
	@Tag("thorough")
	void commandThatOutlivesItsSupervisorRunsUntilItIsLost() {
		this.computer.start("orphan", WAIT);
		this.computer.pid("orphan", "main");
		ProcessHandle.of(this.computer.pid("orphan", "supervisor")).ifPresent(ProcessHandle::destroyForcibly);
		assertThat(this.computer.status("orphan").state()).isEqualTo(JobState.RUNNING);
		this.computer.runToEnd("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.awaitEnd("orphan").state()).isEqualTo(JobState.LOST);
	}

	@Test
	@Tag("thorough")
	void processOfAnotherBootIsNotMistakenForTheJob() throws IOException {
		Path bootId = Files.writeString(this.home.resolve("boot_id"), "first\n");
		this.computer.env("MIOSA_BOOT_ID_FILE", bootId.toString());
		this.computer.start("rebooted", "sleep 600");
		this.computer.pid("rebooted", "main");
		assertThat(this.computer.status("rebooted").state()).isEqualTo(JobState.RUNNING);
		Files.writeString(bootId, "second\n");
		assertThat(this.computer.status("rebooted").state()).isEqualTo(JobState.LOST);
	}

	@Test
	@Tag("thorough")
	void commandThatRemovesItsDirectoryIsNeverLost() throws Exception {
		String incarnation = this.computer
			.start("removes", "rm -rf ~/.miosa/jobs/removes; : >~/removed; " + WAIT + "; exit 9")
			.incarnation();
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("removed")));
		assertThat(this.computer.status("removes", incarnation).state()).isEqualTo(JobState.RUNNING);
		Files.createFile(this.home.resolve("stop"));
		Set<JobState> states = new HashSet<>();
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> {
			JobStatus status = this.computer.status("removes", incarnation);
			states.add(status.state());
			return status.isEnded();
		});
		assertThat(states).isSubsetOf(JobState.RUNNING, JobState.EXITED);
		assertThat(this.computer.status("removes").exitCode()).isEqualTo(9);
	}

	@Tag("thorough")
	@Test
	void outcomeIsKeptOnAFullDisk() throws Exception {
		DefaultJobSpec job = ScriptedComputer.job("head -c 10000000 /dev/zero; echo $? >&2; exit 5");
		String mount = "mount -t tmpfs -o size=256k tmpfs \"$HOME\" && cd && (";
		String start = JobComputer.oneShot(List.of(job.arguments(JobKey.random("full"), "")));
		String end = "); for i in {1..300}; do compgen -G \"$HOME/.miosa/jobs/full/*/outcome\" && break; sleep 0.1; done; "
				+ "df --output=avail . | tail -n 1; cat ~/.miosa/jobs/full/*/outcome";
		Process process = this.computer.run(
				"exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(mount + start + end),
				job.variables(""));
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.lines().map(String::strip)).contains("0")
			.anyMatch((line) -> line.matches("(EXITED 5|KILLED 13) [0-9]+"));
	}

	@Test
	@Tag("thorough")
	void jobIsNotLostBecauseAnOldBashHasNoRoomForItsTemporaryFiles() {
		this.computer.start("a", "exec sleep 600");
		String status = "mkdir full && mount -t tmpfs -o size=4k tmpfs full && head -c 10000 /dev/zero >full/file; "
				+ "export BASH_COMPAT=5.0 TMPDIR=$PWD/full; " + JobComputer.oneShot(List.of("status", "a", "-"));
		assertThat(ScriptedComputer.text(this.computer
			.run("exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(status), Map.of())))
			.contains(" RUNNING ");
	}

	private static Map<String, Integer> byId(String prefix, int... values) {
		return IntStream.of(values).boxed().collect(Collectors.toMap((value) -> prefix + value, Function.identity()));
	}

	private static boolean isRunning(long process) {
		return ScriptedComputer.read(Path.of("/proc", "" + process, "stat")).matches(".*\\) [^Z] .*\\n");
	}

	private void assertNothingIsLeft() {
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(() -> assertThat(this.computer.processes()).isEmpty());
	}

}
