package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wire protocol, "Executing twice is worse than failing once": what is sent again, how
 * often and after which wait.
 */
class ExecRetryTests {

	@AutoClose
	private static final MiosaLocalComputer computer = MiosaLocalComputer.start();

	@AutoClose
	private static final LocalComputerApplication application = LocalComputerApplication.start(computer);

	private final String id = computer.getComputerId();

	private final String file = UUID.randomUUID().toString();

	private final String command = "echo once >> " + this.file;

	@AfterEach
	void reset() {
		computer.reset();
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: 429 with Retry-After in seconds is sent again after the wait")
	void waitsAsRequested() {
		computer.faults().next(Fault.rateLimited(Duration.ofSeconds(1)));
		long before = retries(RetryReason.RATE_LIMITED);
		long start = System.nanoTime();
		assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(retries(RetryReason.RATE_LIMITED)).isEqualTo(before + 1);
		assertRanOnce();
	}

	@Test
	@DisplayName("Wire: 429 with retry_after_ms alone is sent again")
	void readsHintInBody() {
		computer.faults().next(Fault.rateLimitedInBody(Duration.ofMillis(10)));
		assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
		assertRanOnce();
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: *_STARTING is sent again until the attempts are used up")
	void waitsForStartingComputer() {
		long before = retries(RetryReason.STARTING);
		computer.faults().next(2, Fault.starting(Duration.ofMillis(10)));
		assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
		assertThat(retries(RetryReason.STARTING)).isEqualTo(before + 2);
		assertRanOnce();
		computer.faults().next(3, Fault.error(503, "SANDBOX_STARTING"));
		assertThatExceptionOfType(ComputerStartingException.class)
			.isThrownBy(() -> application.template().bash(this.id, this.command))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		assertThat(computer.faults().remaining()).isZero();
		assertRanOnce();
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: a connection that was never established is tried again")
	void triesToConnectAgain() {
		computer.refuseConnections();
		try (LocalComputerApplication patient = LocalComputerApplication.start(computer,
				"miosa.retry.max-attempts=1000")) {
			CompletableFuture<ExecResult> result = patient.reactive().bash(this.id, this.command).toFuture();
			Awaitility.await().until(() -> patient.reactive().getRetries(RetryReason.CONNECTION) > 0);
			computer.acceptConnections();
			assertThat(result).succeedsWithin(Duration.ofSeconds(30)).matches(ExecResult::isSuccess);
		}
		assertRanOnce();
	}

	@Test
	@Tag("thorough")
	void stopsConnecting() {
		computer.refuseConnections();
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.retry.max-attempts=2")) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> other.template().bash(this.id, this.command))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
			assertThat(other.reactive().getRetries(RetryReason.CONNECTION)).isEqualTo(1);
		}
	}

	@Test
	void reportsALongerHintImmediately() {
		computer.faults().next(Fault.rateLimited(Duration.ofSeconds(31)));
		long before = retries(RetryReason.RATE_LIMITED);
		assertThatExceptionOfType(MiosaRateLimitedException.class)
			.isThrownBy(() -> application.template().bash(this.id, this.command))
			.satisfies((ex) -> assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(31)));
		assertThat(retries(RetryReason.RATE_LIMITED)).isEqualTo(before);
	}

	@Test
	@DisplayName("Wire: retryable is the server's word that nothing was done, whatever the status")
	void sendsAgainIfTheServerReportsThatNothingWasDone() {
		computer.faults()
			.next(Fault.reply(500, "application/json",
					"{\"error\": {\"code\": \"INTERNAL_ERROR\", \"retryable\": true, \"retry_after_ms\": 1}}"));
		long before = retries(RetryReason.NOTHING_DONE);
		assertThat(application.template().bash(this.id, this.command).isSuccess()).isTrue();
		assertThat(retries(RetryReason.NOTHING_DONE)).isEqualTo(before + 1);
		assertRanOnce();
	}

	@Test
	void beginsNoAttemptAfterMaxElapsed() {
		computer.faults().next(100, Fault.rateLimited(Duration.ofSeconds(1)));
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.retry.max-attempts=100",
				"miosa.retry.max-elapsed=1500ms")) {
			assertThatExceptionOfType(MiosaRateLimitedException.class)
				.isThrownBy(() -> other.template().bash(this.id, this.command));
			assertThat(other.reactive().getRetries(RetryReason.RATE_LIMITED)).isLessThanOrEqualTo(1);
		}
	}

	@Test
	void canBeSwitchedOff() {
		computer.faults().next(Fault.starting());
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.retry.enabled=false")) {
			assertThatExceptionOfType(ComputerStartingException.class)
				.isThrownBy(() -> other.template().bash(this.id, this.command));
		}
		assertThat(computer.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@DisplayName("Wire: after 500, 502, 503 and 504 the command may have run and is not sent again")
	@ValueSource(ints = { 500, 502, 503, 504 })
	void neverSendsAgainAfterAServerFailure(int status) {
		computer.faults().next(Fault.error(status, "INTERNAL_ERROR"));
		assertNotSentAgain(true);
	}

	@ParameterizedTest
	@DisplayName("Wire: after another 4xx nothing ran, and sending again would not help")
	@ValueSource(ints = { 400, 401, 402, 403, 404, 409, 422 })
	void neverSendsAgainAfterARejection(int status) {
		computer.faults().next(Fault.error(status, "REFUSED"));
		assertNotSentAgain(false);
	}

	private void assertNotSentAgain(boolean mayHaveRun) {
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> application.template().bash(this.id, this.command))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isEqualTo(mayHaveRun));
		assertThat(computer.requests()).isEqualTo(1);
	}

	private static long retries(RetryReason reason) {
		return application.reactive().getRetries(reason);
	}

	private void assertRanOnce() {
		assertThat(computer.home().resolve(this.file)).hasContent("once");
	}

}
