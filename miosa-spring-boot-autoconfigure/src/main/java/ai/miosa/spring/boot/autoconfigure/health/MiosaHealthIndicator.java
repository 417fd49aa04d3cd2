package ai.miosa.spring.boot.autoconfigure.health;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;

/**
 * Health indicator that reports whether a computer can run commands or, without a
 * computer, whether the API is reachable and accepts the key. Runs no command and blocks
 * no thread; blocking callers use {@link #asHealthContributor()}. Safe for use by many
 * threads.
 */
final class MiosaHealthIndicator implements ReactiveHealthIndicator {

	private final ReactiveMiosaExecOperations miosa;

	private final @Nullable String computerId;

	private final Duration timeout;

	/**
	 * Create an indicator.
	 * @param miosa the operations that query the state
	 * @param computerId the computer to check, or {@code null} to check only the key
	 * @param timeout how long to wait for the response
	 */
	MiosaHealthIndicator(ReactiveMiosaExecOperations miosa, @Nullable String computerId, Duration timeout) {
		this.miosa = miosa;
		this.computerId = computerId;
		this.timeout = timeout;
	}

	@Override
	public Mono<Health> health() {
		return Mono.defer(() -> check((this.computerId != null) ? ofComputer(this.computerId) : ofAccess()));
	}

	private Mono<Health> check(Mono<Health.Builder> check) {
		return check.timeout(this.timeout, Mono.error(this::timedOut))
			.onErrorResume((ex) -> Mono.just(ofFailure(ex)))
			.elapsed()
			.map((health) -> health.getT2().withDetail("latency", print(health.getT1())).build());
	}

	private Mono<Health.Builder> ofComputer(String computerId) {
		return Mono.defer(() -> this.miosa.computer(computerId).statusMono()).map(MiosaHealthIndicator::ofStatus);
	}

	private static Health.Builder ofStatus(ComputerStatus status) {
		Health.Builder health = status.isRunning() ? Health.up()
				: status.isStarting() ? Health.outOfService() : Health.down();
		return health.withDetail("status", status.text());
	}

	private Mono<Health.Builder> ofAccess() {
		return this.miosa.checkAccess().then(Mono.fromSupplier(Health::up));
	}

	private static Health.Builder ofFailure(Throwable failure) {
		Health.Builder health = Health.down();
		if (failure instanceof ComputerStartingException) {
			health.outOfService();
		}
		return health.withException(failure);
	}

	private MiosaTimeoutException timedOut() {
		return new MiosaTimeoutException("No answer within " + print(this.timeout.toMillis()), null, false, null);
	}

	private static String print(long millis) {
		return DurationStyle.SIMPLE.print(Duration.ofMillis(millis), ChronoUnit.MILLIS);
	}

}
