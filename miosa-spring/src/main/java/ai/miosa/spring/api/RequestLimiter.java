package ai.miosa.spring.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaRateLimitedException;

/**
 * Limits the rate of requests with one API key. Thread-safe.
 */
public interface RequestLimiter {

	/**
	 * A limiter without a limit.
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
	 * Wait until a request may be sent.
	 * @param call the description of the call
	 * @param maxWait how long the request may wait
	 * @return completes when the request may be sent, or fails immediately with a
	 * {@link ai.miosa.spring.MiosaTimeoutException} if it would have to wait longer
	 */
	Mono<Void> acquire(ApiCall call, Duration maxWait);

	/**
	 * Record that the API has rejected a request because of too many requests.
	 * @param retryAfter when it accepts requests again, or {@code null} if unknown
	 */
	void rejected(@Nullable Duration retryAfter);

	/**
	 * Apply the limit to a request.
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
	 * Apply the limit to a request. Like {@link #limitAll(ApiCall, Duration, Flux)}, with
	 * a single response.
	 * @param <T> the type of the response
	 * @param call the description of the call
	 * @param maxWait how long the request may wait
	 * @param request sends the request upon subscription
	 * @return the response
	 */
	default <T> Mono<T> limit(ApiCall call, Duration maxWait, Mono<T> request) {
		return acquire(call, maxWait).then(request)
			.doOnError(MiosaRateLimitedException.class, (ex) -> rejected(ex.getRetryAfter()));
	}

}
