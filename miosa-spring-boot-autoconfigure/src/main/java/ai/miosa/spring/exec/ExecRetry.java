package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;

/**
 * Sends a command again where it is known that it did not run, and never otherwise.
 */
final class ExecRetry extends Retry {

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private final int maxAttempts;

	private final Duration maxWait;

	private final Map<RetryReason, LongAdder> counts = new EnumMap<>(RetryReason.class);

	/**
	 * Create a retry.
	 * @param maxAttempts how often to send a command at the most; 1 to never send again
	 * @param maxWait the longest wait that is honoured; if the server asks for more, the
	 * failure goes to the caller at once
	 */
	ExecRetry(int maxAttempts, Duration maxWait) {
		this.maxAttempts = maxAttempts;
		this.maxWait = maxWait;
		for (RetryReason reason : RetryReason.values()) {
			this.counts.put(reason, new LongAdder());
		}
	}

	long count(RetryReason reason) {
		LongAdder count = this.counts.get(reason);
		return (count != null) ? count.sum() : 0;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		return signals.map(RetrySignal::copy).concatMap(this::next);
	}

	private Mono<Long> next(RetrySignal signal) {
		Throwable failure = signal.failure();
		RetryReason reason = reason(failure);
		if (reason == null || signal.totalRetries() + 1 >= this.maxAttempts) {
			return Mono.error(failure);
		}
		Duration hint = ((MiosaException) failure).getRetryAfter();
		Duration wait = (hint != null) ? hint : backOff(signal.totalRetries());
		if (wait.compareTo(this.maxWait) > 0) {
			return Mono.error(failure);
		}
		LongAdder count = this.counts.get(reason);
		if (count != null) {
			count.increment();
		}
		return Mono.delay(wait);
	}

	private static @Nullable RetryReason reason(Throwable failure) {
		if (!(failure instanceof MiosaException exception) || !exception.isRetryable()) {
			return null;
		}
		if (failure instanceof MiosaConnectionException) {
			return RetryReason.CONNECTION;
		}
		if (failure instanceof MiosaRateLimitedException) {
			return RetryReason.RATE_LIMITED;
		}
		return (failure instanceof ComputerStartingException) ? RetryReason.STARTING : null;
	}

	private Duration backOff(long retries) {
		Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(retries, 6));
		double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1.0);
		Duration jittered = Duration.ofMillis((long) (wait.toMillis() * jitter));
		return (jittered.compareTo(this.maxWait) < 0) ? jittered : this.maxWait;
	}

}
