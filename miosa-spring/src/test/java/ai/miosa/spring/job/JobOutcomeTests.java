package ai.miosa.spring.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

import ai.miosa.spring.ShellQuoting;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the script reports the end of a job, on a real bash.
 */
class JobOutcomeTests {

	// Ignored by default (CHLD, CONT, URG, WINCH), stop a process (STOP, TSTP, TTIN,
	// TTOU),
	// kept by glibc for itself (32, 33), or blocked in whatever a JVM starts (QUIT)
	private static final Set<Integer> NOT_FATAL = Set.of(3, 17, 18, 19, 20, 21, 22, 23, 28, 32, 33);

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
	@Tag("thorough")
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
	void signalsThatAreIgnoredEndNothing() {
		this.computer.start("ignores", "for s in CHLD CONT URG WINCH; do kill -$s $$; done; exit 3");
		assertThat(this.computer.awaitEnd("ignores").exitCode()).isEqualTo(3);
	}

	@Test
	void jobThatIsStoppedRunsUntilItIsContinued() {
		this.computer.start("stopped", "while [[ ! -e \"$HOME/stop\" ]]; do sleep 0.05; done; exit 3");
		long main = this.computer.pid("stopped", "main");
		this.computer.call("send_signal", "stopped", "STOP");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> ScriptedComputer.read(Path.of("/proc", "" + main, "stat")).contains(") T "));
		this.computer.run("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.status("stopped").state()).isEqualTo(JobState.RUNNING);
		this.computer.call("send_signal", "stopped", "CONT");
		assertThat(this.computer.awaitEnd("stopped").exitCode()).isEqualTo(3);
	}

	@Test
	void jobHasNotEndedBeforeItsOutputIsWritten() {
		this.computer.start("slow", "while [[ ! -e \"$HOME/stop\" ]]; do sleep 0.05; done; echo whole");
		long main = this.computer.pid("slow", "main");
		String collectors = " $(grep -l '^cat$' /proc/[0-9]*/comm | cut -d/ -f3 | while read -r pid; do"
				+ " grep -q \"^PPid:.$SUPERVISOR$\" /proc/$pid/status && echo $pid; done)";
		Map<String, String> supervisor = Map.of("SUPERVISOR", "" + this.computer.pid("slow", "supervisor"));
		this.computer.runToEnd("kill -STOP" + collectors + "; touch \"$HOME/stop\"", supervisor);
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> !ScriptedComputer.read(Path.of("/proc", "" + main, "stat")).matches(".*\\) [^Z] .*\\n"));
		assertThat(this.computer.status("slow").state()).isEqualTo(JobState.RUNNING);
		this.computer.runToEnd("kill -CONT" + collectors, supervisor);
		assertThat(this.computer.awaitEnd("slow").exitCode()).isZero();
		assertThat(this.computer.output("slow", SessionStream.STDOUT)).asString().isEqualTo("whole\n");
	}

	@Test
	void timeoutIsKeptOnTheComputerForTheWholeGroup() {
		this.computer.start("(trap '' TERM; echo ready; while :; do sleep 0.1; done) & wait",
				JobOptions.builder()
					.id("late")
					.timeout(Duration.ofSeconds(1))
					.killGracePeriod(Duration.ofSeconds(1))
					.build());
		assertThat(this.computer.awaitEnd("late").state()).isEqualTo(JobState.TIMED_OUT);
		assertNothingIsLeft();
	}

	@Test
	void commandThatOutlivesWhatWaitsForItHasNoExitCode() {
		this.computer.start("unwatched", "while [[ ! -e \"$HOME/stop\" ]]; do sleep 0.05; done");
		long main = this.computer.pid("unwatched", "main");
		ProcessHandle.of(main).flatMap(ProcessHandle::parent).ifPresent(ProcessHandle::destroyForcibly);
		ProcessHandle.of(this.computer.pid("unwatched", "supervisor"))
			.map(ProcessHandle::onExit)
			.ifPresent((exit) -> assertThat(exit).succeedsWithin(ScriptedComputer.PATIENCE));
		assertThat(this.computer.status("unwatched").state()).isEqualTo(JobState.RUNNING);
		this.computer.run("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.awaitEnd("unwatched").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void killWaitsUntilTheJobHasRecordedItsProcess() throws Exception {
		this.computer.start("early", "sleep 600");
		this.computer.pid("early", "main");
		Path main = this.computer.directory("early").resolve("main");
		String process = Files.readString(main);
		Files.writeString(main, " ".repeat(100) + "\n");
		String script = JobScript.oneShot(List.of("end_job", "early", "5"))
			.replace("nap 0.01", ": >\"$HOME/waits\"; nap 0.01");
		Process killing = this.computer.run(script, Map.of());
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> Files.exists(this.home.resolve("waits")));
		Files.writeString(main, process);
		assertThat(killing.onExit()).succeedsWithin(ScriptedComputer.PATIENCE);
		assertThat(this.computer.status("early").signal()).isEqualTo(15);
	}

	@Test
	void killEndsTheWholeGroup() {
		this.computer.start("stubborn", "trap '' TERM; (trap '' TERM; sleep 600) & sleep 600");
		this.computer.pid("stubborn", "main");
		this.computer.call("end_job", "stubborn", "1");
		JobStatus status = this.computer.awaitEnd("stubborn");
		assertThat(status.state()).isEqualTo(JobState.KILLED);
		assertNothingIsLeft();
	}

	@Test
	void signalReachesTheWholeGroup() {
		this.computer.start("handled", "trap 'wait; exit 7' USR1; (trap 'echo child >&2; exit' USR1; echo ready;"
				+ " while :; do sleep 0.05; done) & wait");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.output("handled", SessionStream.STDOUT).length > 0);
		this.computer.call("send_signal", "handled", "USR1");
		assertThat(this.computer.awaitEnd("handled").exitCode()).isEqualTo(7);
		assertThat(this.computer.output("handled", SessionStream.STDERR)).asString().contains("child\n");
	}

	@Test
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
	void commandThatOutlivesItsSupervisorRunsUntilItIsLost() {
		this.computer.start("orphan", "while [[ ! -e \"$HOME/stop\" ]]; do sleep 0.05; done");
		this.computer.pid("orphan", "main");
		ProcessHandle.of(this.computer.pid("orphan", "supervisor")).ifPresent(ProcessHandle::destroyForcibly);
		assertThat(this.computer.status("orphan").state()).isEqualTo(JobState.RUNNING);
		this.computer.run("touch \"$HOME/stop\"", Map.of());
		assertThat(this.computer.awaitEnd("orphan").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void processOfAnotherBootIsNotTakenForTheJob() throws IOException {
		Path bootId = Files.writeString(this.home.resolve("boot_id"), "first\n");
		this.computer.env("MIOSA_BOOT_ID_FILE", bootId.toString());
		this.computer.start("rebooted", "sleep 600");
		assertThat(this.computer.status("rebooted").state()).isEqualTo(JobState.RUNNING);
		Files.writeString(bootId, "second\n");
		assertThat(this.computer.status("rebooted").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void commandMayRemoveItsDirectory() {
		this.computer.start("removes", "rm -rf \"$HOME/.miosa/jobs/removes\"; exit 9");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> Files.exists(this.computer.directory("removes").resolve("outcome")));
		assertThat(this.computer.status("removes").exitCode()).isEqualTo(9);
	}

	@Test
	void outcomeIsKeptOnAFullDisk() throws Exception {
		JobRequest request = new JobRequest("full", "head -c 10000000 /dev/zero; echo $? >&2; exit 5",
				JobOptions.none());
		String mount = "mount -t tmpfs -o size=256k tmpfs \"$HOME\" && cd && (";
		String start = JobScript.oneShot(List.of(request.arguments(Duration.ofDays(7))));
		String end = "); for i in {1..300}; do [[ -e ~/.miosa/jobs/full/outcome ]] && break; sleep 0.1; done; "
				+ "df --output=avail . | tail -n 1; cat ~/.miosa/jobs/full/outcome";
		Process process = this.computer.run(
				"exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(mount + start + end),
				request.variables());
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output.lines().map(String::strip)).contains("0")
			.anyMatch((line) -> line.matches("(EXITED 5|KILLED 13) [0-9]+"));
	}

	private static Map<String, Integer> byId(String prefix, int... values) {
		return IntStream.of(values).boxed().collect(Collectors.toMap((value) -> prefix + value, Function.identity()));
	}

	private void assertNothingIsLeft() {
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.untilAsserted(() -> assertThat(this.computer.processes()).isEmpty());
	}

}
