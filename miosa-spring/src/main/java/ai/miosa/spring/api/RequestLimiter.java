package ai.miosa.spring.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaRateLimitedException;

/**
 * Limits the rate of the requests with one API key. Safe for use by many threads.
 */
public interface RequestLimiter {

	/**
	 * The limiter that admits each request immediately.
	 */
	RequestLimiter NONE = new RequestLimiter() {

		@Override
		public Mono<Void> acquire(ApiCall call, Duration maxWait) {
			return Mono.empty();
		}

		@Override
		public void rejected(@Nullable Duration retryAfter) {
		}

	};

	/**
	 * Wait for the permission to send a request.
	 * @param call the description of the call
	 * @param maxWait how long the request may wait
	 * @return completes when the request may be sent, or fails immediately with a
	 * {@link ai.miosa.spring.MiosaTimeoutException} if it would have to wait longer
	 */
	Mono<Void> acquire(ApiCall call, Duration maxWait);

	/**
	 * Record that the API has rejected a request because there were too many.
	 * @param retryAfter when it accepts requests again, or {@code null} if unknown
	 */
	void rejected(@Nullable Duration retryAfter);

	/**
	 * Return a request that is sent when it may be.
	 * @param <T> the type of the response
	 * @param call the description of the call
	 * @param maxWait how long the request may wait
	 * @param request sends the request
	 * @return the response
	 */
	default <T> Flux<T> limitAll(ApiCall call, Duration maxWait, Flux<T> request) {
		return acquire(call, maxWait).thenMany(request)
			.doOnError(MiosaRateLimitedException.class, (ex) -> rejected(ex.getRetryAfter()));
	}

	/**
	 * Return a request that is sent when it may be. Like
	 * {@link #limitAll(ApiCall, Duration, Flux)}, with a single response.
	 * @param <T> the type of the response
	 * @param call the description of the call
	 * @param maxWait how long the request may wait
	 * @param request sends the request
	 * @return the response
	 */
	default <T> Mono<T> limit(ApiCall call, Duration maxWait, Mono<T> request) {
		return acquire(call, maxWait).then(request)
			.doOnError(MiosaRateLimitedException.class, (ex) -> rejected(ex.getRetryAfter()));
	}

}
