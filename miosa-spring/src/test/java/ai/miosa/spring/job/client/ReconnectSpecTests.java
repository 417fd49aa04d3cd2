package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

@ExtendWith(OutputCaptureExtension.class)
class ReconnectSpecTests {

	private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(ReconnectSpec.class);

	private final DefaultMiosaJobs jobs = mock(DefaultMiosaJobs.class);

	private final AtomicInteger attempts = new AtomicInteger();

	@BeforeEach
	void logAtDebug() {
		LOGGER.setLevel(Level.DEBUG);
	}

	@AfterEach
	void logAsBefore() {
		LOGGER.setLevel(null);
	}

	@Test
	void isLoggedWithComputerReasonAndDelay(CapturedOutput output) {
		assertThat(connect(1)).isEqualTo(2);
		assertThat(output.getOut())
			.containsPattern("Reconnecting to computer cmp_1 in \\d+ ms: MiosaConnectionException")
			.doesNotContain("\tat ");
		verify(this.jobs).reconnecting();
	}

	@Test
	void isNeitherLoggedNorCountedIfTheConnectionIsStable(CapturedOutput output) {
		assertThat(connect(0)).isEqualTo(1);
		assertThat(output.getOut()).doesNotContain("Reconnecting");
		verify(this.jobs, never()).reconnecting();
	}

	@Test
	void waitForTheRateOfRequestsIsNoFailure() {
		StepVerifier.withVirtualTime(() -> Mono.fromCallable(() -> {
			if (this.attempts.incrementAndGet() <= 100) {
				throw new MiosaTimeoutException("not sent", "cmp_1");
			}
			return this.attempts.get();
		}).retryWhen(new ReconnectSpec("cmp_1", this.jobs)))
			.thenAwait(Duration.ofHours(1))
			.expectNext(101)
			.verifyComplete();
	}

	private Integer connect(int failures) {
		return Mono.fromCallable(() -> {
			if (this.attempts.incrementAndGet() <= failures) {
				throw new MiosaConnectionException("broken", "cmp_1", false, null);
			}
			return this.attempts.get();
		}).retryWhen(new ReconnectSpec("cmp_1", this.jobs)).block(Duration.ofSeconds(30));
	}

}
