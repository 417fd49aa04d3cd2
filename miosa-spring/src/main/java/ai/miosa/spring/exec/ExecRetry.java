package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.reactivestreams.Publisher;
import org.springframework.core.log.LogMessage;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.MiosaException;

/**
 * Retries only commands that are known not to have run.
 */
final class ExecRetry extends Retry {

	private static final Log logger = LogFactory.getLog(ExecRetry.class);

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private static final int MAX_DOUBLINGS = 4;

	private final int maxAttempts;

	private final Duration maxWait;

	private final Duration maxElapsed;

	private final RetryCounts counts;

	/**
	 * Create a retry.
	 * @param maxAttempts how often to send a command at the most; 1 to never send again
	 * @param maxWait the longest wait that is honoured; if the server asks for more, the
	 * failure goes to the caller at once
	 * @param maxElapsed the time from the first attempt in which a command may be sent
	 * again; if the next attempt would begin later, the failure goes to the caller at
	 * once
	 * @param counts counts what is sent again
	 */
	ExecRetry(int maxAttempts, Duration maxWait, Duration maxElapsed, RetryCounts counts) {
		this.maxAttempts = maxAttempts;
		this.maxWait = maxWait;
		this.maxElapsed = maxElapsed;
		this.counts = counts;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		long start = System.nanoTime();
		return signals.map(RetrySignal::copy).concatMap((signal) -> next(signal, start));
	}

	private Mono<Long> next(RetrySignal signal, long start) {
		if (!(signal.failure() instanceof MiosaException failure) || !failure.isRetryable()
				|| signal.totalRetries() + 1 >= this.maxAttempts) {
			return Mono.error(signal.failure());
		}
		Duration hint = failure.getRetryAfter();
		Duration wait = (hint != null) ? hint : backOff(signal.totalRetries());
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start).plus(wait);
		if (wait.compareTo(this.maxWait) > 0 || elapsed.compareTo(this.maxElapsed) > 0) {
			return Mono.error(failure);
		}
		RetryReason reason = RetryReason.of(failure);
		this.counts.increment(reason);
		logger.debug(LogMessage.format("Sending again to computer %s in %d ms: %s", failure.getComputerId(),
				wait.toMillis(), reason));
		return Mono.delay(wait);
	}

	private Duration backOff(long retries) {
		Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(retries, MAX_DOUBLINGS));
		double jitter = ThreadLocalRandom.current().nextDouble(0.5, 1.0);
		Duration jittered = Duration.ofMillis((long) (wait.toMillis() * jitter));
		return (jittered.compareTo(this.maxWait) < 0) ? jittered : this.maxWait;
	}

}
