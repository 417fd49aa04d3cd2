package ai.miosa.spring.batch;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * Repeats starts that come too early: a computer is starting, or the rate limit does not
 * allow another request yet.
 */
final class StartRetry {

	private static final Duration DELAY = Duration.ofSeconds(5);

	// Five minutes in all
	private static final Retry STARTING = Retry.fixedDelay(60, DELAY)
		.filter(ComputerStartingException.class::isInstance)
		.onRetryExhaustedThrow((retry, signal) -> signal.failure());

	// Many requests may take longer in total than a single one may wait. The step's own
	// limit ends the retries
	private static final Retry RATE_LIMITED = Retry.fixedDelay(Long.MAX_VALUE, DELAY).filter(StartRetry::isRateLimited);

	private StartRetry() {
	}

	/**
	 * Return a start that is repeated while it comes too early.
	 */
	static <T> Mono<T> of(Mono<T> start) {
		return start.retryWhen(STARTING).retryWhen(RATE_LIMITED);
	}

	/**
	 * Return whether a start that has failed came too early.
	 */
	static boolean isTooEarly(@Nullable Throwable failure) {
		return failure instanceof ComputerStartingException || isRateLimited(failure);
	}

	private static boolean isRateLimited(@Nullable Throwable failure) {
		return failure instanceof MiosaTimeoutException timeout
				&& timeout.getOrigin() == MiosaTimeoutException.Origin.RATE_LIMIT;
	}

}
