package ai.miosa.spring.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
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
 * Jobs on a computer, over sessions and over one-shots alone.
 */
@ParameterizedClass
@MethodSource("routes")
class JobTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static MiosaLocalComputer computer;

	private static JobApplication application;

	private final MiosaJobs jobs = application.jobs();

	private final String id = computer.getComputerId();

	@Parameter
	private String route;

	static List<String> routes() {
		return List.of("miosa.jobs.sessions=true", "miosa.jobs.sessions=false");
	}

	@BeforeParameterizedClassInvocation
	static void start(String property) {
		computer = MiosaLocalComputer.start();
		application = JobApplication.start(computer, property);
	}

	@AfterParameterizedClassInvocation
	static void close() {
		application.close();
		computer.close();
	}

	@Test
	void jobIsStartedAwaitedAndRead() throws IOException {
		MiosaJob job = this.jobs.start(this.id, "echo one; echo two >&2; exit 3");
		assertThat(job.await(TIMEOUT)).isEqualTo(3);
		try (InputStream stdout = job.stdout(); InputStream stderr = job.stderr(1)) {
			assertThat(stdout).hasContent("one\n");
			assertThat(stderr).hasContent("wo\n");
		}
		assertThat(job.status().state()).isEqualTo(JobState.EXITED);
		assertThat(this.jobs.list(this.id)).contains(job.status());
	}

	@Test
	void jobIsPickedUpByItsId() {
		MiosaJob started = this.jobs.start(this.id, "sleep 0.3; exit 5");
		MiosaJob job = this.jobs.job(this.id, started.getId());
		assertThat(job.await(TIMEOUT)).isEqualTo(5);
	}

	@Test
	void outputIsFollowedWhileItComes() {
		MiosaJob job = this.jobs.start(this.id, "echo 1; while [[ ! -e go ]]; do sleep 0.05; done; echo 2; rm go");
		StepVerifier.create(job.lines().map(JobLine::text))
			.expectNext("1")
			.then(() -> this.jobs.start(this.id, "touch go"))
			.expectNext("2")
			.expectComplete()
			.verify(TIMEOUT);
	}

	@Test
	void outputGoesOnAtAnyByte() {
		MiosaJob job = this.jobs.start(this.id, "printf 0123456789; printf abcdef >&2");
		job.await(TIMEOUT);
		assertThat(text(job.output(new JobPosition(7, 6)))).isEqualTo("789");
		assertThat(text(job.output(new JobPosition(10, 4)))).isEqualTo("ef");
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> text(job.output(new JobPosition(11, 0))))
			.withMessageContaining("less of stdout");
	}

	@Test
	void endWithoutAnExitCodeIsNoExitCode() {
		MiosaJob killed = this.jobs.start(this.id, "kill -9 $$");
		assertThatExceptionOfType(MiosaJobFailedException.class).isThrownBy(() -> killed.await(TIMEOUT))
			.satisfies((ex) -> assertThat(ex.getJobStatus().signal()).isEqualTo(9));
		MiosaJob late = this.jobs.start(this.id, "sleep 600",
				JobOptions.builder().timeout(Duration.ofMillis(1)).killGracePeriod(Duration.ZERO).build());
		assertThat(late.awaitEnd(TIMEOUT).state()).isEqualTo(JobState.TIMED_OUT);
	}

	@Test
	void killEndsTheJob() {
		MiosaJob job = this.jobs.start(this.id, "sleep 600");
		assertThat(job.kill().signal()).isEqualTo(15);
		assertThat(job.kill().signal()).isEqualTo(15);
	}

	@Test
	void awaitIsBoundedAndLeavesTheJobAlone() {
		MiosaJob job = this.jobs.start(this.id, "sleep 600");
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> job.await(Duration.ofMillis(50)))
			.withMessageContaining("it goes on");
		assertThat(job.status().state()).isEqualTo(JobState.RUNNING);
		assertThatIllegalStateException().isThrownBy(job::delete).withMessageContaining("still runs");
		job.kill(Duration.ZERO);
		job.delete();
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(job::status);
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> job.await(TIMEOUT));
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> text(job.output()));
	}

	@Test
	void badArgumentsAreRefusedBeforeAnythingIsSent() {
		int requests = computer.requests();
		for (String jobId : List.of("", ".", "..", ".hidden", "a/b", "a b", "ä", "x".repeat(65))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.job(this.id, jobId));
			assertThatIllegalArgumentException().isThrownBy(() -> JobOptions.ofId(jobId));
		}
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.start(this.id, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.start(this.id, "x".repeat(120_001)));
		assertThatIllegalArgumentException().isThrownBy(() -> JobOptions.builder().env("UID", "0"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.job(this.id, "a").kill("KILL; reboot"));
		assertThat(computer.requests()).isEqualTo(requests);
	}

	@Test
	void threadThatMustNotBlockIsRefused() {
		MiosaJob job = this.jobs.job(this.id, "any");
		StepVerifier.create(Flux.just(1).publishOn(Schedulers.parallel()).map((i) -> job.status()))
			.expectErrorSatisfies((ex) -> assertThat(ex).isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("use ReactiveMiosaJob"))
			.verify(TIMEOUT);
	}

	private static String text(Flux<JobOutput> output) {
		StringBuilder text = new StringBuilder();
		output.doOnNext((piece) -> text.append(new String(piece.bytes(), StandardCharsets.UTF_8))).blockLast(TIMEOUT);
		return text.toString();
	}

}
