package ai.miosa.spring.job.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.text.ShellQuoting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Jobs that are started and reported in one call, and what is kept of their output.
 */
class JobReportTests {

	private static final Duration LONG = Duration.ofSeconds(60);

	private final Path home;

	@AutoClose
	private final ScriptedComputer computer;

	JobReportTests(@TempDir Path home) {
		this.home = home;
		this.computer = new ScriptedComputer(home);
	}

	@Test
	void runWaitsForTheEndAndReturnsTheOutput() throws IOException {
		JobReport report = run("ended", ScriptedComputer.job("echo out; echo err >&2; exit 3"), LONG, 100);
		assertThat(report.status().exitCode()).isEqualTo(3);
		assertThat(report.status().stdoutSize()).isEqualTo(4);
		assertThat(output(report, SessionStream.STDOUT)).isEqualTo("out\n");
		assertThat(output(report, SessionStream.STDERR)).isEqualTo("err\n");
		assertThat(report.diskFull()).isFalse();
		assertThat(Files.readString(Path.of(report.directory(), "stdout"))).isEqualTo("out\n");
	}

	@Test
	@Tag("thorough")
	void bothEndsOfLongOutputAreReturned() {
		assertThat(output(run("8", ScriptedComputer.job("echo 1234567"), LONG, 4), SessionStream.STDOUT))
			.isEqualTo("1234567\n");
		assertThat(output(run("9", ScriptedComputer.job("echo 12345678"), LONG, 4), SessionStream.STDOUT))
			.isEqualTo("1234678\n");
		JobReport report = run("long", ScriptedComputer.job("seq 100000"), LONG, 4);
		assertThat(report.output()).extracting(JobOutput::offset).containsExactly(0L, 588_891L);
		assertThat(output(report, SessionStream.STDOUT)).isEqualTo("1\n2\n000\n");
	}

	@Test
	@Tag("thorough")
	void runReturnsWhileTheJobRunsAndReportWaitsForTheRest() throws IOException {
		DefaultJobSpec job = ScriptedComputer.job("echo begun; until [[ -e ~/stop ]]; do sleep 0.05; done; echo done");
		// Attaches if a second was too short for the command to begin
		JobReport report = Awaitility.await()
			.atMost(ScriptedComputer.PATIENCE)
			.until(() -> run("slow", job, Duration.ofSeconds(1), 100), (each) -> !each.output().isEmpty());
		assertThat(report.status().state()).isEqualTo(JobState.RUNNING);
		assertThat(output(report, SessionStream.STDOUT)).isEqualTo("begun\n");
		Files.createFile(this.home.resolve("stop"));
		report = report("slow", report.status().incarnation());
		assertThat(report.status().exitCode()).isZero();
		assertThat(output(report, SessionStream.STDOUT)).isEqualTo("begun\ndone\n");
	}

	@Test
	@Tag("thorough")
	void runThatIsRepeatedReportsTheSameJob() {
		DefaultJobSpec job = ScriptedComputer.job("echo ran >>~/runs");
		JobKey key = JobKey.random("same");
		String[] arguments = StringUtils.concatenateStringArrays(JobReports.arguments("run", LONG, 10),
				job.arguments(key, ""));
		for (int i = 0; i < 2; i++) {
			JobReport report = JobReports.of(this.computer.call(job.variables(""), arguments));
			assertThat(report.status().incarnation()).isEqualTo(key.incarnation());
			assertThat(report.status().exitCode()).isZero();
		}
		assertThat(this.home.resolve("runs")).hasContent("ran");
	}

	@Test
	void reportOfARemovedJobIsRejected() {
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> report("none", "-"));
	}

	@Test
	@Tag("thorough")
	void outputBeyondTheLimitEndsTheCommand() {
		JobReport report = run("floods", ScriptedComputer.job("yes").maxOutput(DataSize.ofKilobytes(64)), LONG, 10);
		assertThat(report.status().exitCode()).isEqualTo(128 + 13);
		assertThat(report.status().stdoutSize()).isEqualTo(64 * 1024);
		report = run("stderr", ScriptedComputer.job("echo out; yes >&2").maxOutput(DataSize.ofKilobytes(64)), LONG, 10);
		assertThat(report.status().stderrSize()).isEqualTo(64 * 1024);
		assertThat(output(report, SessionStream.STDOUT)).isEqualTo("out\n");
	}

	@Test
	@Tag("thorough")
	void jobIsRemovedAfterItsOwnRetention() throws IOException {
		this.computer.start("short", ScriptedComputer.job("true").retention(Duration.ofHours(1)));
		this.computer.start("usual", "true");
		this.computer.awaitAll(List.of("short", "usual"));
		for (String id : List.of("short", "usual")) {
			Files.setLastModifiedTime(this.computer.directory(id),
					FileTime.from(Instant.now().minus(Duration.ofHours(2))));
		}
		this.computer.sweepUntilRemoved(Duration.ofDays(7), "short");
		assertThat(this.computer.directory("usual")).exists();
	}

	@Test
	@Tag("thorough")
	void fullDiskIsReported() {
		DefaultJobSpec job = ScriptedComputer.job("yes");
		String answer = inNamespace("mount -t tmpfs -o size=512k tmpfs \"$HOME\" && cd", job);
		assertThat(answer.lines()).contains("disk-full").anyMatch((line) -> line.contains(" EXITED 141 "));
	}

	@Test
	void nothingIsBelowTheHomeDirectoryByDefault() {
		DefaultJobSpec job = ScriptedComputer.job("""
				echo needle; echo needle >~/mine
				grep -R needle . || exit 1
				tar -cf /dev/null . || exit 2
				find ~ -type f""");
		String answer = inNamespace("mount -t tmpfs tmpfs /var/tmp && unset MIOSA_JOBS_DIRECTORY && cd", job);
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		JobReport report = JobReports.of(decoder.decode(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8))));
		assertThat(report.directory()).matches("/var/tmp/miosa-jobs-[0-9]+/.*");
		assertThat(report.status().exitCode()).isZero();
		assertThat(output(report, SessionStream.STDOUT))
			.isEqualTo("needle\n./mine:needle\n" + this.home.resolve("mine") + "\n");
	}

	@Test
	@Tag("thorough")
	void directoryOfAnotherUserIsNotUsed() throws IOException {
		Path theirs = Files.createDirectory(this.home.resolve("theirs"));
		Files.createSymbolicLink(this.home.resolve("link"), theirs);
		this.computer.env("MIOSA_JOBS_DIRECTORY", this.home.resolve("link").toString());
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computer.start("job", "true"))
			.withMessageContaining("permissions");
		assertThat(theirs).isEmptyDirectory();
	}

	private String inNamespace(String setUp, DefaultJobSpec job) {
		String[] arguments = StringUtils.concatenateStringArrays(JobReports.arguments("run", LONG, 1000),
				job.arguments(JobKey.random("job"), ""));
		String command = setUp + " && (" + JobComputer.oneShot(List.of(arguments)) + ")";
		return ScriptedComputer.text(
				this.computer.run("exec unshare --user --map-root-user --mount bash -c " + ShellQuoting.quote(command),
						job.variables("")));
	}

	private JobReport run(String id, DefaultJobSpec job, Duration timeout, int excerpt) {
		return JobReports.of(JobEvent.check(
				this.computer.call(job.variables(""), StringUtils.concatenateStringArrays(
						JobReports.arguments("run", timeout, excerpt), job.arguments(JobKey.random(id), ""))),
				"cmp_1", id));
	}

	private JobReport report(String id, String incarnation) {
		return JobReports
			.of(JobEvent.check(
					this.computer.call(Map.of(), StringUtils.concatenateStringArrays(
							JobReports.arguments("report", LONG, 100), new String[] { id, incarnation })),
					"cmp_1", id));
	}

	private static String output(JobReport report, SessionStream stream) {
		ByteArrayOutputStream output = new ByteArrayOutputStream();
		report.output()
			.stream()
			.filter((piece) -> piece.stream() == stream)
			.forEach((piece) -> output.writeBytes(piece.bytes()));
		return output.toString(StandardCharsets.UTF_8);
	}

}
