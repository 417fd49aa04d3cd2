package ai.miosa.spring.test.api;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * Limits the rate of requests: a bucket that is filled at the rate and holds the requests
 * of ten seconds.
 */
public final class RequestRate {

	private static final long MINUTE = Duration.ofMinutes(1).toNanos();

	private final double perNano;

	private final double capacity;

	private double tokens;

	private long last = System.nanoTime();

	/**
	 * Create a limit.
	 * @param perMinute the number of requests, or {@code null} for no limit
	 */
	public RequestRate(@Nullable Integer perMinute) {
		this.perNano = (perMinute != null) ? (double) perMinute / MINUTE : Double.POSITIVE_INFINITY;
		this.capacity = (perMinute != null) ? perMinute / 6.0 : Double.POSITIVE_INFINITY;
		this.tokens = this.capacity;
	}

	/**
	 * Take a request.
	 * @return {@code null}, or the rejection
	 */
	public synchronized @Nullable ApiException take() {
		if (this.capacity == Double.POSITIVE_INFINITY) {
			return null;
		}
		long now = System.nanoTime();
		this.tokens = Math.min(this.capacity, this.tokens + (now - this.last) * this.perNano);
		this.last = now;
		if (this.tokens >= 1) {
			this.tokens--;
			return null;
		}
		return new ApiException(429, "rate_limit_exceeded", "Slow down")
			.retryable(Duration.ofNanos((long) ((1 - this.tokens) / this.perNano)));
	}

}
