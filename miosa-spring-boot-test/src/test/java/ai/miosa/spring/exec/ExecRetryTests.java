package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wire protocol, "Executing twice is worse than failing once": what is sent again, how
 * often and after which wait.
 */
class ExecRetryTests {

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private final String command = "echo once >> ran; true " + UUID.randomUUID();

	@AfterEach
	void stop() {
		this.computer.close();
	}

	@Test
	@DisplayName("Wire: 429 with Retry-After in seconds is sent again after the wait")
	void waitsAsAsked() {
		this.computer.faults().next(Fault.rateLimited(Duration.ofSeconds(1)));
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			long start = System.nanoTime();
			assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
			assertThat(application.reactive().getRetries(RetryReason.RATE_LIMITED)).isEqualTo(1);
		}
		assertRanOnce();
	}

	@Test
	@DisplayName("Wire: 429 with retry_after_ms alone is sent again")
	void readsHintInBody() {
		this.computer.faults().next(Fault.rateLimitedInBody(Duration.ofMillis(10)));
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
		}
		assertRanOnce();
	}

	@Test
	@DisplayName("Wire: *_STARTING is sent again until the attempts are used up")
	void waitsForStartingComputer() {
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			this.computer.faults().next(2, Fault.starting());
			assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
			assertThat(application.reactive().getRetries(RetryReason.STARTING)).isEqualTo(2);
			assertRanOnce();
			this.computer.faults().next(3, Fault.error(503, "SANDBOX_STARTING"));
			assertThatExceptionOfType(ComputerStartingException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
			assertThat(this.computer.faults().remaining()).isZero();
		}
		assertRanOnce();
	}

	@Test
	@DisplayName("Wire: a connection that was never established is tried again")
	void triesToConnectAgain() {
		try (MiosaApplication application = MiosaApplication.start(this.computer, "miosa.retry.max-attempts=10")) {
			this.computer.refuseConnections(Duration.ofMillis(300));
			assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
			assertThat(application.reactive().getRetries(RetryReason.CONNECTION)).isPositive();
		}
		assertRanOnce();
	}

	@Test
	void givesUpConnecting() {
		this.computer.refuseConnections();
		try (MiosaApplication application = MiosaApplication.start(this.computer, "miosa.retry.max-attempts=2")) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
			assertThat(application.reactive().getRetries(RetryReason.CONNECTION)).isEqualTo(1);
		}
	}

	@Test
	void passesALongerHintOnAtOnce() {
		this.computer.faults().next(Fault.rateLimited(Duration.ofSeconds(31)));
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			assertThatExceptionOfType(MiosaRateLimitedException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command))
				.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(31)));
			assertThat(application.reactive().getRetries(RetryReason.RATE_LIMITED)).isZero();
		}
	}

	@Test
	@DisplayName("Wire: retryable is the server's word that nothing was done, whatever the status")
	void sendsAgainOnTheServersWord() {
		this.computer.faults()
			.next(Fault.reply(500, "application/json",
					"{\"error\": {\"code\": \"INTERNAL_ERROR\", \"retryable\": true, \"retry_after_ms\": 1}}"));
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
			assertThat(application.reactive().getRetries(RetryReason.NOTHING_DONE)).isEqualTo(1);
		}
		assertRanOnce();
	}

	@Test
	void beginsNoAttemptAfterMaxElapsed() {
		this.computer.faults().next(100, Fault.rateLimited(Duration.ofSeconds(1)));
		try (MiosaApplication application = MiosaApplication.start(this.computer, "miosa.retry.max-attempts=100",
				"miosa.retry.max-elapsed=1500ms")) {
			assertThatExceptionOfType(MiosaRateLimitedException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command));
			assertThat(application.reactive().getRetries(RetryReason.RATE_LIMITED)).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void canBeSwitchedOff() {
		this.computer.faults().next(Fault.starting());
		try (MiosaApplication application = MiosaApplication.start(this.computer, "miosa.retry.enabled=false")) {
			assertThatExceptionOfType(ComputerStartingException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command));
		}
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@DisplayName("Wire: after 500, 502, 503 and 504 the command may have run and is not sent again")
	@ValueSource(ints = { 500, 502, 503, 504 })
	void neverSendsAgainAfterAServerFailure(int status) {
		this.computer.faults().next(Fault.error(status, "INTERNAL_ERROR"));
		assertNotSentAgain(true);
	}

	@ParameterizedTest
	@DisplayName("Wire: after another 4xx nothing ran, and sending again would not help")
	@ValueSource(ints = { 400, 401, 402, 403, 404, 409, 422 })
	void neverSendsAgainAfterARefusal(int status) {
		this.computer.faults().next(Fault.error(status, "REFUSED"));
		assertNotSentAgain(false);
	}

	private void assertNotSentAgain(boolean mayHaveRun) {
		try (MiosaApplication application = MiosaApplication.start(this.computer)) {
			assertThatExceptionOfType(MiosaException.class)
				.isThrownBy(() -> application.template().bash(this.id, this.command))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isEqualTo(mayHaveRun));
		}
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	private void assertRanOnce() {
		assertThat(this.computer.home().resolve("ran")).hasContent("once");
	}

}
