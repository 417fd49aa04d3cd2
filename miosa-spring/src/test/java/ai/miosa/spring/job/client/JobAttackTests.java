package ai.miosa.spring.job.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.text.ShellQuoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Attacks on jobs: odd commands, environments and disks, on a real bash.
 */
@Tag("thorough")
class JobAttackTests {

	private final Path home;

	@AutoClose
	private final ScriptedComputer computer;

	JobAttackTests(@TempDir Path home) {
		this.home = home;
		this.computer = new ScriptedComputer(home);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			kill -9 0                                          | KILLED | 9
			kill -9 $PPID; sleep 1                             | LOST   |
			exec 1>&- 2>&-; exit 3                             | EXITED | 3
			cat; exit 4                                        | EXITED | 4
			if                                                 | EXITED | 2
			exec /no/such/program                              | EXITED | 127
			exec /                                             | EXITED | 126
			trap '' TERM; kill -15 $$; exit 6                  | EXITED | 6
			setsid bash -c 'exec >&- 2>&-; sleep 600' & exit 7 | EXITED | 7
			sleep 600 & disown; exit 8                         | EXITED | 8
			echo setsid: child did not exit normally >&2; exit 9 | EXITED | 9
			echo main 1 2 3; exec sh -c 'exit 10'              | EXITED | 10
			mkdir x; cd x; rmdir ../x; exit 11                 | EXITED | 11
			cp /dev/null ~/.miosa/jobs/job/*/command; exit 12  | EXITED | 12
			echo >~/.miosa/jobs/job/*/outcome.new; exit 13     | EXITED | 13
			rm -r ~/.miosa/jobs/job/*/outcome.new; exit 14     | EXITED | 14
			mkdir ~/.miosa/jobs/job/second; exit 15            | EXITED | 15
			set -euo pipefail; false; exit 16                  | EXITED | 1
			""")
	void outcomeIsThatOfTheCommand(String command, JobState state, Integer code) {
		String incarnation = this.computer.start("job", command).incarnation();
		JobStatus status = Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> this.computer.status("job", incarnation), JobStatus::isEnded);
		assertThat(status.state()).isEqualTo(state);
		assertThat((status.signal() != null) ? status.signal() : status.exitCode()).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-", "--", "-rf", "a b", ".", "..", ".sweep", "*", "[a]", "$(touch pwned)", "a;b", "%2E",
			"%", "ü", "\n", "start", "'", "\"", "\\", "~", "{a,b}", "!x", "\u202e\ud83d\ude00" })
	void idIsAnyText(String id) {
		String name = JobKey.encode(id);
		String incarnation = this.computer.start(id, "echo $PWD; exit 3").incarnation();
		JobStatus status = this.computer.awaitEnd(name);
		assertThat(status.jobId()).isEqualTo(id);
		assertThat(status.exitCode()).isEqualTo(3);
		assertThat(this.computer.start(id, "echo $PWD; exit 3").incarnation()).isEqualTo(incarnation);
		assertThat(this.computer.output(name, SessionStream.STDOUT)).asString().isEqualTo(this.home + "\n");
		assertThat(JobEvent.statuses(this.computer.call("list"))).extracting(JobStatus::jobId).containsExactly(id);
		this.computer.call("delete", name, incarnation);
		assertThat(this.home.resolve(".miosa/jobs")).isDirectoryNotContaining("glob:**/[!.]*");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			BASH            | /bin/false
			bash            | /bin/false
			PATH            | /none
			IFS             | /
			BASH_ENV        | /none
			ENV             | /none
			SHELL           | /bin/false
			HOME            | /none
			PWD             | /none
			TMPDIR          | /none
			TMOUT           | 1
			POSIXLY_CORRECT | 1
			BASH_COMPAT     | 4.2
			LC_ALL          | tr_TR.UTF-8
			job             | x
			directory       | x
			FUNCNAME        | x
			""")
	void variableOfAnyNameReachesTheCommandAlone(String name, String value) {
		this.computer.start("env", ScriptedComputer.job("/usr/bin/env; exit 3").env(name, value));
		assertThat(this.computer.awaitEnd("env").exitCode()).isEqualTo(3);
		if (!name.equals("BASH") && !name.equals("PWD") && !name.equals("FUNCNAME") && !name.equals("IFS")) {
			assertThat(this.computer.output("env", SessionStream.STDOUT)).asString()
				.contains(name + "=" + value + "\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "umask 0777;", "umask 0;", "set -eufC; export SHELLOPTS;", "IFS=/; export IFS;",
			"export POSIXLY_CORRECT=1 LC_ALL=C LANGUAGE=fr;", "unset HOME PWD;", "export PWD=/none OLDPWD=/none;",
			"export timer=1 line=main mask=x jobs=/none state=EXITED main=1;", "export TMPDIR=/none TMOUT=1;",
			"exec 3>&- 4>&- 5>&- 6>&-;", "exec 3>/dev/null 4>&3 5>&3 6>&3 7>&3 8>&3;", "trap '' INT TERM HUP PIPE;",
			"ulimit -n 64; ulimit -c 0;", "cd /; export HOME=/none;" })
	void profileDoesNotDisturb(String profile) {
		DefaultJobSpec job = ScriptedComputer.job("echo out; echo err >&2; exit 3");
		String script = profile + JobComputer.oneShot(List.of(job.arguments(JobKey.random("job"), "")));
		List<JobEvent> answer = ScriptedComputer.answer(this.computer.run(script, job.variables("")));
		assertThat(JobEvent.statuses(JobEvent.check(answer, "cmp_1", "job"))).hasSize(1);
		assertThat(this.computer.awaitEnd("job").exitCode()).isEqualTo(3);
		assertThat(this.computer.output("job", SessionStream.STDOUT)).asString().isEqualTo("out\n");
		assertThat(this.computer.output("job", SessionStream.STDERR)).asString().isEqualTo("err\n");
	}

	@Test
	void jobThatLacksDescriptorsHasNoExitCode() {
		DefaultJobSpec job = ScriptedComputer.job("exit 3");
		String script = "ulimit -n 32;" + JobComputer.oneShot(List.of(job.arguments(JobKey.random("job"), "")));
		ScriptedComputer.text(this.computer.run(script, job.variables("")));
		assertThat(this.computer.awaitEnd("job").state()).isEqualTo(JobState.LOST);
	}

	@Test
	void jobDoesNotInheritDescriptorsOfItsSupervisor() {
		this.computer.start("fds", "ls -l /proc/self/fd | grep -c pipe; : >~/done");
		this.computer.awaitEnd("fds");
		// The second is that of stderr
		assertThat(this.computer.output("fds", SessionStream.STDOUT)).asString().isEqualTo("2\n");
	}

	@Test
	void hundredMegabytesAreKept() {
		this.computer.start("much", "head -c 100000000 /dev/zero; head -c 1000 /dev/zero >&2");
		JobStatus status = this.computer.awaitEnd("much");
		assertThat(status.stdoutSize()).isEqualTo(100_000_000);
		assertThat(this.computer.output("much", SessionStream.STDERR)).containsOnly(0).hasSize(1000);
		assertThat(this.computer.output("much", SessionStream.STDOUT, 99_999_990)).hasSize(10);
	}

	@Test
	void anEmptiedStreamIsNotMistakenForTheOther() throws IOException {
		this.computer.start("emptied", "echo 12345 >&2");
		this.computer.awaitEnd("emptied");
		Files.delete(this.computer.directory("emptied").resolve("stdout"));
		JobStatus status = this.computer.status("emptied");
		assertThat(status.stdoutSize()).isZero();
		assertThat(status.stderrSize()).isEqualTo(6);
	}

	@ParameterizedTest
	@ValueSource(strings = { "job", "outcome", "main", "supervisor", "job outcome main supervisor" })
	void fileThatAPowerFailureHasEmptiedDoesNotHideTheJob(String names) throws IOException {
		this.computer.start("emptied", "exit 3");
		this.computer.start("other", "exit 4");
		this.computer.awaitAll(List.of("emptied", "other"));
		for (String name : names.split(" ")) {
			Files.writeString(this.computer.directory("emptied").resolve(name), "");
		}
		assertThat(this.computer.status("emptied").state())
			.isEqualTo(names.contains("outcome") ? JobState.LOST : JobState.EXITED);
		assertThat(JobEvent.statuses(this.computer.call("list"))).hasSize(2);
		this.computer.call("delete", "emptied", "-");
		assertThat(JobEvent.statuses(this.computer.call("list"))).extracting(JobStatus::jobId).containsExactly("other");
	}

	@Test
	void strayFilesDoNotDisturb() throws IOException {
		Path jobs = Files.createDirectories(this.home.resolve(".miosa/jobs"));
		Files.writeString(jobs.resolve("file"), "");
		Files.createDirectories(jobs.resolve("empty"));
		Files.createDirectories(jobs.resolve("stray/inner"));
		Files.createSymbolicLink(jobs.resolve("dangling"), Path.of("none"));
		Files.createSymbolicLink(jobs.resolve("loop"), Path.of("loop"));
		this.computer.start("empty", "exit 3");
		assertThat(this.computer.awaitEnd("empty").exitCode()).isEqualTo(3);
		assertThat(JobEvent.statuses(this.computer.call("list"))).extracting(JobStatus::jobId).containsExactly("empty");
		for (String id : List.of("file", "dangling", "loop")) {
			assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computer.start(id, "true"))
				.withMessageContaining("cannot be written");
		}
		assertThat(jobs).isDirectoryNotContaining("glob:**/.new-*");
	}

	@Test
	void jobOfTheFutureIsKept() throws IOException {
		this.computer.start("future", "exit 3");
		this.computer.awaitEnd("future");
		Files.setLastModifiedTime(this.computer.directory("future"), FileTime.from(Instant.now().plusSeconds(86_400)));
		this.computer.start("past", "true");
		this.computer.awaitEnd("past");
		Files.setLastModifiedTime(this.computer.directory("past"), FileTime.from(Instant.now().minusSeconds(86_400)));
		this.computer.sweepUntilRemoved(Duration.ofHours(1), "past");
		assertThat(this.computer.status("future").exitCode()).isEqualTo(3);
	}

	@Test
	void concurrentKillsAllReturnTheOutcome() throws Exception {
		String incarnation = this.computer.start("killed", "sleep 600").incarnation();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<List<JobEvent>> call = () -> this.computer.call("end_job", "killed", incarnation, "5");
			for (Future<List<JobEvent>> kill : threads.invokeAll(Collections.nCopies(8, call))) {
				assertThat(JobEvent.statuses(kill.get())).extracting(JobStatus::signal).containsExactly(15);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void killsOfJobsThatHaveJustStartedReturnTheirOutcome() {
		for (int i = 0; i < 20; i++) {
			String incarnation = this.computer.start("young" + i, "exec sleep 600").incarnation();
			assertThat(JobEvent.statuses(this.computer.call("end_job", "young" + i, incarnation, "0")))
				.extracting(JobStatus::signal)
				.allMatch((signal) -> signal == 15 || signal == 9);
		}
	}

	@Test
	void setsidThatCannotForkIsMissing() throws IOException {
		Path tools = Files.createDirectory(this.home.resolve("tools"));
		Path setsid = Files.writeString(tools.resolve("setsid"), "#!/bin/bash\necho unknown option >&2; exit 1\n");
		assertThat(setsid.toFile().setExecutable(true)).isTrue();
		this.computer.env("PATH", tools + ":" + System.getenv("PATH"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computer.start("a", "true"))
			.withMessageContaining("setsid");
		assertThat(this.home.resolve(".miosa/jobs")).isEmptyDirectory();
	}

	@Test
	void fullDiskAtTheStartIsReported() {
		DefaultJobSpec job = ScriptedComputer.job("true");
		String script = "mount -t tmpfs -o size=4k,nr_inodes=8 tmpfs \"$HOME\" && cd && ("
				+ JobComputer.oneShot(List.of(job.arguments(JobKey.random("job"), ""))) + "); ls -A .miosa/jobs";
		String answer = ScriptedComputer
			.text(this.computer.run("exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(script),
					job.variables("")));
		assertThat(answer.lines()).containsSubsequence("miosa-jobs 1", "error unwritable", "end");
		assertThat(answer).endsWith("end\n");
	}

	@Test
	void directoryWithOddCharactersWorks() throws IOException {
		Path odd = Files.createDirectories(this.home.resolve("a b'[c]*\n$(x)"));
		this.computer.env("MIOSA_JOBS_DIRECTORY", odd + "/jobs/");
		String incarnation = this.computer.start("odd", "echo out; exec sleep 600").incarnation();
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> this.computer.status("odd").stdoutSize() == 4);
		assertThat(JobEvent.statuses(this.computer.call("end_job", "odd", incarnation, "5")))
			.extracting(JobStatus::signal)
			.containsExactly(15);
		assertThat(this.computer.status("odd").stdoutSize()).isEqualTo(4);
		assertThat(odd.resolve("jobs/odd")).exists();
	}

	@Test
	void removedWorkingDirectoryIsReported() {
		DefaultJobSpec job = ScriptedComputer.job("true");
		String script = "mkdir gone; cd gone; rmdir ../gone; "
				+ JobComputer.oneShot(List.of(job.arguments(JobKey.random("job"), "")));
		assertThat(ScriptedComputer.answer(this.computer.run(script, job.variables(""))))
			.contains(new JobEvent.Rejection("directory", ""));
		assertThat(this.computer.call(Map.of(), "list")).containsExactly(JobEvent.Mark.END);
	}

	@Test
	void supervisorThatIsStoppedDoesNotKeepTheCommandFromBeingKilled() {
		String incarnation = this.computer.start("stopped", "kill -STOP $(cut -d\" \" -f4 /proc/$PPID/stat); sleep 600")
			.incarnation();
		long main = this.computer.pid("stopped", "main");
		long supervisor = this.computer.pid("stopped", "supervisor");
		Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> ScriptedComputer.read(Path.of("/proc", "" + supervisor, "stat")).contains(") T "));
		this.computer.call("send_signal", "stopped", incarnation, "KILL");
		Awaitility.await().atMost(ScriptedComputer.PATIENCE).until(() -> ProcessHandle.of(main).isEmpty());
		assertThat(this.computer.status("stopped").state()).isEqualTo(JobState.RUNNING);
		ProcessHandle.of(supervisor).ifPresent(ProcessHandle::destroyForcibly);
		assertThat(this.computer.awaitEnd("stopped").state()).isEqualTo(JobState.LOST);
	}

}
