package ai.miosa.spring.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Jobs on a computer, awaited over sessions.
 */
@TestInstance(Lifecycle.PER_CLASS)
class JobTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private MiosaLocalComputer computer;

	private JobApplication application;

	private MiosaJobs jobs;

	private String id;

	@BeforeAll
	void start() {
		this.computer = MiosaLocalComputer.start();
		this.application = JobApplication.start(this.computer, "miosa.jobs.sessions=" + sessions());
		this.jobs = this.application.jobs();
		this.id = this.computer.getComputerId();
	}

	@AfterAll
	void close() {
		this.application.close();
		this.computer.close();
	}

	boolean sessions() {
		return true;
	}

	@Test
	void jobIsStartedAwaitedAndRead() throws IOException {
		MiosaJob job = this.jobs.job(this.id, "echo one; echo two >&2; exit 3").start();
		assertThat(job.await(TIMEOUT)).isEqualTo(3);
		try (InputStream stdout = job.stdout(); InputStream stderr = job.stderr(1)) {
			assertThat(stdout).hasContent("one\n");
			assertThat(stderr).hasContent("wo\n");
		}
		assertThat(job.status().state()).isEqualTo(JobState.EXITED);
		assertThat(this.jobs.list(this.id)).contains(job.status());
	}

	@Test
	@Tag("thorough")
	void jobIsPickedUpByItsId() {
		MiosaJob started = this.jobs.job(this.id, "sleep 0.3; exit 5").start();
		MiosaJob job = this.jobs.attach(this.id, started.getId());
		assertThat(job.await(TIMEOUT)).isEqualTo(5);
	}

	@Test
	@Tag("thorough")
	void outputIsFollowedWhileItComes() {
		MiosaJob job = this.jobs.job(this.id, "echo 1; while [[ ! -e go ]]; do sleep 0.05; done; echo 2; rm go")
			.start();
		StepVerifier.create(job.lines().map(JobLine::text))
			.expectNext("1")
			.then(() -> this.jobs.job(this.id, "touch go").start())
			.expectNext("2")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	@Tag("thorough")
	void outputContinuesAtAnyByte() {
		MiosaJob job = this.jobs.job(this.id, "printf 0123456789; printf abcdef >&2").start();
		job.await(TIMEOUT);
		assertThat(text(job.output(new JobPosition(7, 6)))).isEqualTo("789");
		assertThat(text(job.output(new JobPosition(10, 4)))).isEqualTo("ef");
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> text(job.output(new JobPosition(11, 0))))
			.withMessageContaining("less output on stdout");
	}

	@Test
	@Tag("thorough")
	void endWithoutAnExitCodeIsNoExitCode() {
		MiosaJob killed = this.jobs.job(this.id, "kill -9 $$").start();
		assertThatExceptionOfType(MiosaJobFailedException.class).isThrownBy(() -> killed.await(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.getJobStatus().signal()).isEqualTo(9));
		MiosaJob late = this.jobs.job(this.id, "sleep 600")
			.timeout(Duration.ofMillis(1))
			.killGracePeriod(Duration.ZERO)
			.start();
		assertThat(late.awaitEnd(TIMEOUT).state()).isEqualTo(JobState.TIMED_OUT);
	}

	@Test
	@Tag("thorough")
	void killEndsTheJob() {
		MiosaJob job = this.jobs.job(this.id, "sleep 600").start();
		assertThat(job.kill().signal()).isEqualTo(15);
		assertThat(job.kill().signal()).isEqualTo(15);
	}

	@Test
	@Tag("thorough")
	void awaitIsBoundedAndDoesNotAffectTheJob() {
		MiosaJob job = this.jobs.job(this.id, "sleep 600").start();
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> job.await(Duration.ofMillis(50)))
			.withMessageContaining("still running");
		assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
		assertThatIllegalStateException().isThrownBy(job::delete).withMessageContaining("still running");
		job.kill(Duration.ZERO);
		job.delete();
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(job::status);
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> job.await(TIMEOUT));
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> text(job.output()));
	}

	@Test
	@Tag("thorough")
	void idMayBeAnyText() {
		String jobId = "nightly/import of ../ü*\n";
		assertThat(this.jobs.job(this.id, "exit 7").id(jobId).start().getId()).isEqualTo(jobId);
		assertThat(this.jobs.attach(this.id, jobId).await(TIMEOUT)).isEqualTo(7);
		assertThat(this.jobs.list(this.id)).extracting(JobStatus::jobId).contains(jobId);
	}

	@Test
	@Tag("thorough")
	void startReportsWhetherTheJobIsNew() {
		JobSpec job = this.jobs.job(this.id, "true").id("known");
		assertThat(job.start().isNew()).isTrue();
		assertThat(job.start().isNew()).isFalse();
		assertThat(this.jobs.attach(this.id, "known").isNew()).isFalse();
	}

	@Test
	@Tag("thorough")
	void handleStandsForOneJobOfItsId() {
		MiosaJob first = this.jobs.job(this.id, "exit 1").id("again").start();
		MiosaJob attached = this.jobs.attach(this.id, "again");
		assertThat(attached.await(TIMEOUT)).isEqualTo(1);
		attached.delete();
		MiosaJob second = this.jobs.job(this.id, "echo second; exec sleep 600").id("again").start();
		for (MiosaJob removed : List.of(first, attached)) {
			removed.delete();
			assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(removed::status);
			assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> removed.await(TIMEOUT));
			assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> text(removed.output()));
			assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(removed::kill);
		}
		assertThat(second.status().state()).isEqualTo(JobState.RUNNING);
		JobStatus killed = second.kill(Duration.ZERO);
		assertThat(killed.signal()).as(killed.toString()).isEqualTo(15);
	}

	@Test
	@Tag("thorough")
	void linesContinueAtAPosition() {
		MiosaJob job = this.jobs.job(this.id, "echo one; echo two; echo three").start();
		JobLine first = job.lines().blockFirst(TIMEOUT);
		assertThat(first).isNotNull();
		assertThat(job.lines(first.position()).map(JobLine::text).collectList().block(TIMEOUT)).containsExactly("two",
				"three");
	}

	@Test
	void badArgumentsAreRejectedBeforeAnythingIsSent() {
		int requests = this.computer.requests();
		JobSpec job = this.jobs.job(this.id, "true");
		for (String jobId : List.of("", "x".repeat(201), "\uD83D")) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.attach(this.id, jobId));
			assertThatIllegalArgumentException().isThrownBy(() -> job.id(jobId));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.job(this.id, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.job(this.id, "x".repeat(120_001)));
		assertThatIllegalArgumentException().isThrownBy(() -> job.env("UID", "0"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.attach(this.id, "a").kill("KILL; reboot"));
		assertThat(this.computer.requests()).isEqualTo(requests);
	}

	@Test
	void threadThatMustNotBlockIsRejected() {
		MiosaJob job = this.jobs.attach(this.id, "any");
		StepVerifier.create(Flux.just(1).publishOn(Schedulers.parallel()).map((i) -> job.status()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("use the reactive form"))
			.verify(TIMEOUT);
	}

	private static String text(Flux<JobOutput> output) {
		StringBuilder text = new StringBuilder();
		output.doOnNext((piece) -> text.append(new String(piece.bytes(), StandardCharsets.UTF_8))).blockLast(TIMEOUT);
		return text.toString();
	}

}
