package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.util.ConcurrentLruCache;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.RequestLimiter;

/**
 * Limits the rate of requests with each API key separately.
 */
final class RateLimit implements DisposableBean {

	// Keys beyond that number start with a full bucket again
	private static final int MAX_KEYS = 10_000;

	private static final int STORE_THREADS = 8;

	private static final int MAX_STORE_CALLS = 10_000;

	private final MiosaRateLimitProperties properties;

	private final ObservationRegistry observations;

	private final boolean shared;

	private final ConcurrentLruCache<String, RequestLimiter> limiters;

	private final Sinks.Empty<Void> closed = Sinks.empty();

	private final Scheduler scheduler;

	private volatile boolean storeAvailable = true;

	RateLimit(MiosaRateLimitProperties properties, RequestBuckets buckets, ObservationRegistry observations) {
		this.properties = properties;
		this.observations = observations;
		this.shared = buckets.isShared();
		// A store that does not answer blocks these threads and no others
		this.scheduler = this.shared
				? Schedulers.newBoundedElastic(STORE_THREADS, MAX_STORE_CALLS, "miosa-rate-limit", 60, true)
				: Schedulers.immediate();
		this.limiters = new ConcurrentLruCache<>(MAX_KEYS,
				(apiKey) -> new BucketRequestLimiter(this, buckets.get(apiKey)));
	}

	/**
	 * Return the limiter of an endpoint, whose key may change with time.
	 */
	RequestLimiter limiter(MiosaEndpoint endpoint) {
		return new RequestLimiter() {

			@Override
			public Mono<Void> acquire(ApiCall call, Duration maxWait) {
				return Mono.defer(() -> current(endpoint).acquire(call, maxWait));
			}

			@Override
			public void rejected(@Nullable Duration retryAfter) {
				current(endpoint).rejected(retryAfter);
			}

		};
	}

	private RequestLimiter current(MiosaEndpoint endpoint) {
		try {
			return this.limiters.get(endpoint.getApiKey());
		}
		catch (IllegalArgumentException ex) {
			// The request will fail because of its key
			return RequestLimiter.NONE;
		}
	}

	int requestsPerMinute() {
		return this.properties.requestsPerMinute();
	}

	/**
	 * Return the number of requests that are possible in a time.
	 */
	long tokensIn(Duration time) {
		int refill = requestsPerMinute() - requestsPerMinute() / 10;
		return (long) Math.ceil(time.toMillis() * refill / 60_000.0);
	}

	boolean proceedsOnFailure() {
		return this.properties.onFailure() == MiosaRateLimitProperties.OnFailure.PROCEED;
	}

	/**
	 * Return the result of a call of the store, which may block.
	 */
	<T> Mono<T> onStore(Callable<T> call) {
		return Mono.fromCallable(call)
			.subscribeOn(this.scheduler)
			.timeout(this.properties.storeTimeout())
			.doOnSuccess((result) -> this.storeAvailable = true)
			.doOnError((ex) -> this.storeAvailable = false);
	}

	ObservationRegistry observations() {
		return this.observations;
	}

	boolean isShared() {
		return this.shared;
	}

	boolean isStoreAvailable() {
		return this.storeAvailable;
	}

	/**
	 * Complete when the application shuts down.
	 */
	Mono<Void> closed() {
		return this.closed.asMono();
	}

	@Override
	public void destroy() {
		this.closed.tryEmitEmpty();
		this.scheduler.dispose();
	}

}
