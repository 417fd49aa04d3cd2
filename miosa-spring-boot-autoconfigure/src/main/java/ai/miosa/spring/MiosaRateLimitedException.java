package ai.miosa.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Report that the key has sent too many requests (HTTP 429). The command did not run.
 */
public class MiosaRateLimitedException extends MiosaException {

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public MiosaRateLimitedException(String message, ApiFailure failure) {
		super(message, failure, false, null);
		this.retryAfter = failure.retryAfter();
	}

	/**
	 * Return how long the server asks to wait before the next try.
	 * @return the wait, or {@code null} if the server gave no hint
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
