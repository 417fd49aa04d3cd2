package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.MiosaTimeoutException.Origin;
import ai.miosa.spring.session.MiosaSessionLostException;

/**
 * Retry specification that reopens a lost connection of followers. The waits grow from
 * 100 ms to 30 s while no connection is useful; after 20 of them, about six minutes, the
 * failure is reported. A connection is useful if it delivers something or lasts for a
 * while. A request that the rate limit does not allow yet is not a failure.
 */
final class ReconnectSpec extends Retry {

	private static final Log logger = LogFactory.getLog(ReconnectSpec.class);

	private static final Duration FIRST_WAIT = Duration.ofMillis(100);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private static final int MAX_FAILURES = 20;

	// Until the rate of requests may allow another, for which others wait as well
	private static final Duration RATE_WAIT = Duration.ofSeconds(5);

	// Below the minute after which many proxies close an idle connection
	private static final Duration USEFUL_TIME = Duration.ofSeconds(45);

	private final String computerId;

	private final DefaultMiosaJobs jobs;

	private volatile int failures;

	private volatile @Nullable Long opened;

	/**
	 * Create a specification.
	 * @param computerId the computer
	 * @param jobs the jobs, which may be suspended
	 */
	ReconnectSpec(String computerId, DefaultMiosaJobs jobs) {
		this.computerId = computerId;
		this.jobs = jobs;
	}

	/**
	 * Return a specification for an answer about one job that cannot be read, with the
	 * same waits.
	 */
	static Retry unreadable() {
		return Retry.backoff(MAX_FAILURES, FIRST_WAIT)
			.maxBackoff(LONGEST_WAIT)
			.transientErrors(true)
			.filter(JobEvent.UnreadableException.class::isInstance)
			.onRetryExhaustedThrow((retry, signal) -> signal.failure());
	}

	/**
	 * Record that the connection is open.
	 */
	void opened() {
		this.opened = System.nanoTime();
	}

	/**
	 * Record that the connection was useful.
	 */
	void progressed() {
		this.failures = 0;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		return signals.map(RetrySignal::failure).concatMap(this::next);
	}

	private Mono<?> next(Throwable failure) {
		Mono<Void> suspension = this.jobs.suspension();
		if (suspension != null) {
			return suspension.thenReturn(true);
		}
		if (failure instanceof MiosaTimeoutException timeout && timeout.getOrigin() == Origin.RATE_LIMIT) {
			return Mono.delay(RATE_WAIT);
		}
		Long opened = this.opened;
		this.opened = null;
		int failures = (opened != null && System.nanoTime() - opened > USEFUL_TIME.toNanos()) ? 0 : this.failures;
		if (!isTemporarilyUnavailable(failure) || failures == MAX_FAILURES) {
			return Mono.error(failure);
		}
		this.failures = failures + 1;
		this.jobs.reconnecting();
		long longest = Math.min(FIRST_WAIT.toMillis() << failures, LONGEST_WAIT.toMillis());
		Duration wait = Duration.ofMillis((long) (longest * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
		if (logger.isDebugEnabled()) {
			logger.debug("Reconnecting to computer %s in %d ms: %s".formatted(this.computerId, wait.toMillis(),
					failure.getClass().getSimpleName()));
		}
		return Mono.delay(wait);
	}

	/**
	 * Return whether the computer may come back. While it reboots, it is reported as not
	 * running.
	 */
	private static boolean isTemporarilyUnavailable(Throwable failure) {
		return isTransient(failure) || failure instanceof ComputerNotRunningException
				|| failure instanceof MiosaConflictException;
	}

	/**
	 * Return whether an idempotent call is worth repeating.
	 */
	static boolean isTransient(Throwable failure) {
		return failure instanceof MiosaConnectionException || failure instanceof MiosaServerException
				|| failure instanceof MiosaTimeoutException || failure instanceof MiosaRateLimitedException
				|| failure instanceof ComputerStartingException || failure instanceof MiosaMalformedResponseException
				|| failure instanceof MiosaSessionLostException || failure instanceof JobEvent.MalformedException;
	}

}
