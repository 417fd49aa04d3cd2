package ai.miosa.spring.exec.engine;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import org.springframework.core.log.LogMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.exec.RetryReason;

/**
 * Retries only commands that are known not to have run.
 */
public final class ExecRetry extends Retry {

	private static final Log logger = LogFactory.getLog(ExecRetry.class);

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private static final int MAX_DOUBLINGS = 4;

	private final int maxAttempts;

	private final Duration maxWait;

	private final Duration maxElapsed;

	private final Consumer<RetryReason> listener;

	private final Predicate<MiosaException> condition;

	/**
	 * Create a retry.
	 * @param maxAttempts the maximum number of attempts; 1 to disable retries
	 * @param maxWait the longest wait; if the server asks for more, the failure is
	 * reported immediately
	 * @param maxElapsed the time after the first attempt within which a command may be
	 * sent again; if the next attempt would begin later, the failure is reported
	 * immediately
	 */
	public ExecRetry(int maxAttempts, Duration maxWait, Duration maxElapsed) {
		this(maxAttempts, maxWait, maxElapsed, (reason) -> {
		});
	}

	/**
	 * Create a retry that notifies a listener.
	 * @param maxAttempts the maximum number of attempts
	 * @param maxWait the longest wait
	 * @param maxElapsed the time after the first attempt
	 * @param listener notified of the reason for each retry
	 */
	public ExecRetry(int maxAttempts, Duration maxWait, Duration maxElapsed, Consumer<RetryReason> listener) {
		this(maxAttempts, maxWait, maxElapsed, listener, MiosaException::isRetryable);
	}

	private ExecRetry(int maxAttempts, Duration maxWait, Duration maxElapsed, Consumer<RetryReason> listener,
			Predicate<MiosaException> condition) {
		this.maxAttempts = maxAttempts;
		this.maxWait = maxWait;
		this.maxElapsed = maxElapsed;
		this.listener = listener;
		this.condition = condition;
	}

	/**
	 * Return a retry for a computer that was just started, whose status may lag behind.
	 * @param deadline the time after the first attempt
	 */
	static ExecRetry afterStart(Duration deadline) {
		return new ExecRetry(Integer.MAX_VALUE, deadline, deadline, (reason) -> {
		}, (failure) -> failure.isRetryable() || failure instanceof ComputerNotRunningException);
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		long start = System.nanoTime();
		return signals.map(RetrySignal::copy).concatMap((signal) -> next(signal, start));
	}

	private Mono<Long> next(RetrySignal signal, long start) {
		if (!(signal.failure() instanceof MiosaException failure) || !this.condition.test(failure)
				|| signal.totalRetries() + 1 >= this.maxAttempts) {
			return Mono.error(signal.failure());
		}
		Duration hint = failure.getRetryAfter();
		Duration wait = (hint != null) ? hint : backOff(signal.totalRetries());
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start).plus(wait);
		if (wait.compareTo(this.maxWait) > 0 || elapsed.compareTo(this.maxElapsed) > 0) {
			return Mono.error(failure);
		}
		RetryReason reason = reason(failure);
		this.listener.accept(reason);
		logger.debug(LogMessage.format("Sending again to computer %s in %d ms: %s", failure.getComputerId(),
				wait.toMillis(), reason));
		return Mono.delay(wait);
	}

	private static RetryReason reason(MiosaException failure) {
		if (failure instanceof MiosaRateLimitedException) {
			return RetryReason.RATE_LIMITED;
		}
		if (failure instanceof ComputerStartingException) {
			return RetryReason.STARTING;
		}
		return (failure.getStatus() != null) ? RetryReason.NOTHING_DONE : RetryReason.CONNECTION;
	}

	private Duration backOff(long retries) {
		Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(retries, MAX_DOUBLINGS));
		double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1.0);
		Duration jittered = Duration.ofMillis((long) (wait.toMillis() * jitter));
		return (jittered.compareTo(this.maxWait) < 0) ? jittered : this.maxWait;
	}

}
