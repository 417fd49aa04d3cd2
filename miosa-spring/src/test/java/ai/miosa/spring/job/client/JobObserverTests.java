package ai.miosa.spring.job.client;

import java.time.Instant;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JobObserverTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final JobObserver observer = new JobObserver(this.registry, null);

	@ParameterizedTest
	@CsvSource({ "EXITED,0,success", "EXITED,3,failure", "KILLED,,failure", "TIMED_OUT,,timeout", "LOST,,lost" })
	void outcomeIsThatOfTheJob(JobState state, @Nullable Integer exitCode, String outcome) {
		JobStatus status = new JobStatus("a", "1f", state, exitCode, null, Instant.EPOCH, null, 0, 0);
		this.observer.observe("cmp_1", Mono.just(status)).block();
		assertObserved(outcome);
	}

	@Test
	void failureOfAWaitIsAnError() {
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(this.observer.observe("cmp_1",
				Mono.error(new MiosaConnectionException("broken", "cmp_1", true, null)))::block);
		assertObserved("error");
	}

	@Test
	void abandonedWaitIsCancelled() {
		this.observer.observe("cmp_1", Mono.never()).subscribe().dispose();
		assertObserved("cancelled");
	}

	private void assertObserved(String outcome) {
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasSingleObservationThat()
			.hasNameEqualTo("miosa.exec")
			.hasBeenStopped()
			.hasLowCardinalityKeyValue("kind", "job")
			.hasLowCardinalityKeyValue("outcome", outcome);
	}

}
