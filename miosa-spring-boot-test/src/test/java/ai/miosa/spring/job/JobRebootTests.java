package ai.miosa.spring.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Jobs on a computer that is rebooted, out of reach or switched off.
 */
class JobRebootTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(1);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private final Path go = this.computer.home().resolve("go");

	@AfterEach
	void close() {
		this.computer.close();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "miosa.jobs.sessions=true", "miosa.jobs.sessions=false" })
	void jobOfARebootedComputerIsLostWithTheOutputUpToThere(String property) {
		try (JobApplication application = JobApplication.start(this.computer, property)) {
			MiosaJob job = application.jobs().job(this.id, "echo before; exec sleep 600").start();
			Mono<JobStatus> end = application.jobs().attach(this.id, job.getId()).ended().cache();
			end.subscribe();
			StepVerifier.create(job.lines().map(JobLine::text))
				.expectNext("before")
				.then(this.computer::reboot)
				.expectComplete()
				.verify(TIMEOUT);
			assertThat(end.block(TIMEOUT)).extracting(JobStatus::state).isEqualTo(JobState.LOST);
			assertThatExceptionOfType(MiosaJobFailedException.class).isThrownBy(() -> job.await(TIMEOUT))
				.withMessageContaining("LOST");
			assertThat(job.lines().map(JobLine::text).collectList().block(TIMEOUT)).containsExactly("before");
		}
	}

	@Tag("thorough")
	@ParameterizedTest
	@ValueSource(strings = { "miosa.jobs.sessions=true", "miosa.jobs.sessions=false" })
	void waitingAndFollowingContinueOnceTheAgentIsBack(String property) {
		try (JobApplication application = JobApplication.start(this.computer, property)) {
			MiosaJob job = application.jobs()
				.job(this.id, "echo 1; while [[ ! -e go ]]; do sleep 0.05; done; echo 2; exit 4")
				.start();
			Mono<Integer> exitCode = application.jobs().attach(this.id, job.getId()).exitCode().cache();
			exitCode.subscribe();
			StepVerifier.create(job.lines().map(JobLine::text)).expectNext("1").then(() -> {
				this.computer.loseAgent(Duration.ofDays(1));
				create(this.go);
				Awaitility.await().atMost(TIMEOUT).until(() -> application.jobs().getReconnections() > 1);
				this.computer.loseAgent(Duration.ZERO);
			}).expectNext("2").expectComplete().verify(TIMEOUT);
			assertThat(exitCode.block(TIMEOUT)).isEqualTo(4);
		}
	}

	@Test
	void jobOutlivesItsApplicationButNotItsComputer() {
		long pid;
		try (JobApplication application = JobApplication.start(this.computer)) {
			application.jobs().job(this.id, "echo $$ >pid; exec sleep 600").start();
			pid = pid();
		}
		assertThat(ProcessHandle.of(pid)).hasValueSatisfying((process) -> assertThat(process.isAlive()).isTrue());
		this.computer.close();
		Awaitility.await().atMost(TIMEOUT).until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
	}

	private long pid() {
		Path file = this.computer.home().resolve("pid");
		return Long.parseLong(Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> Files.exists(file) ? Files.readString(file) : "", (text) -> text.endsWith("\n"))
			.strip());
	}

	private static void create(Path file) {
		try {
			Files.createFile(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
