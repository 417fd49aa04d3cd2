package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.time.Duration;

import io.github.bucket4j.Bucket;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.RequestLimiter;

/**
 * Limits the rate of requests with one API key. Each request consumes a token from a
 * bucket; no thread waits for one.
 */
final class BucketRequestLimiter implements RequestLimiter {

	private static final Log logger = LogFactory.getLog(BucketRequestLimiter.class);

	private static final Duration NO_HINT = Duration.ofSeconds(1);

	private final RateLimit limit;

	private final Bucket bucket;

	private volatile long drainedUntil = System.nanoTime();

	BucketRequestLimiter(RateLimit limit, Bucket bucket) {
		this.limit = limit;
		this.bucket = bucket;
	}

	@Override
	public Mono<Void> acquire(ApiCall call, Duration maxWait) {
		Mono<Long> reservation = this.limit.isShared()
				? this.limit.onStore(() -> reserve(maxWait))
					.onErrorResume(Exception.class, (ex) -> unavailable(call, ex))
				: Mono.fromCallable(() -> reserve(maxWait));
		return reservation.flatMap((nanos) -> await(call, maxWait, nanos));
	}

	/**
	 * Consume a token that the bucket has or will have in time.
	 * @return the time in nanoseconds until the bucket has it, or -1 if that is too long
	 */
	private long reserve(Duration maxWait) {
		long[] wait = new long[1];
		boolean reserved = this.bucket.asBlocking()
			.tryConsumeUninterruptibly(1, Math.max(1, maxWait.toNanos()), (nanos) -> wait[0] = nanos);
		return reserved ? wait[0] : -1;
	}

	private Mono<Void> await(ApiCall call, Duration maxWait, long nanos) {
		if (nanos < 0) {
			return observe("rejected",
					Mono.error(() -> new MiosaTimeoutException(call.action()
							+ " was not sent: 'miosa.rate-limit.requests-per-minute' (" + this.limit.requestsPerMinute()
							+ ") does not allow it within " + maxWait.toMillis() + " ms", call.computerId())));
		}
		return observe("admitted", (nanos == 0) ? Mono.empty()
				: Mono.delay(Duration.ofNanos(nanos)).takeUntilOther(this.limit.closed()).then());
	}

	private Mono<Void> observe(String outcome, Mono<Void> wait) {
		return Mono.deferContextual((view) -> {
			Observation observation = Observation.createNotStarted("miosa.rate.wait", this.limit.observations())
				.contextualName("miosa rate wait")
				.lowCardinalityKeyValue("outcome", outcome);
			Observation parent = view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			if (parent != null) {
				observation.parentObservation(parent);
			}
			observation.start();
			return wait.doFinally((signal) -> observation.stop());
		});
	}

	private Mono<Long> unavailable(ApiCall call, Exception failure) {
		boolean proceed = this.limit.proceedsOnFailure();
		logger.debug("The store of the rate limit cannot be used: " + failure.getClass().getSimpleName());
		return proceed ? Mono.just(0L)
				: Mono.error(() -> new MiosaException(
						call.action() + " was not sent: the store of the rate limit "
								+ "cannot be reached, and 'miosa.rate-limit.on-failure' is 'fail'",
						call.computerId(), false, failure));
	}

	@Override
	public void rejected(@Nullable Duration retryAfter) {
		Duration hint = (retryAfter != null) ? retryAfter : NO_HINT;
		long until = System.nanoTime() + hint.toNanos();
		synchronized (this) {
			if (until - this.drainedUntil <= 0) {
				return;
			}
			this.drainedUntil = until;
		}
		if (this.limit.isShared()) {
			this.limit.onStore(() -> drain(hint)).onErrorComplete().subscribe();
		}
		else {
			drain(hint);
		}
	}

	/**
	 * Consume as many tokens as are needed to have the next one available after the given
	 * time, including those that others have consumed.
	 */
	private long drain(Duration time) {
		long debt = this.limit.tokensIn(time) - 1;
		long tokens = this.bucket.getAvailableTokens() + debt;
		return (tokens > 0) ? this.bucket.consumeIgnoringRateLimits(tokens) : 0;
	}

}
