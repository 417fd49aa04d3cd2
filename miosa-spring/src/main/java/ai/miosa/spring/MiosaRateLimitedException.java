package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because of too many requests with the API key (HTTP 429). The command did not
 * run.
 */
public class MiosaRateLimitedException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaRateLimitedException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
