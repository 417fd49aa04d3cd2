package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because the organization is out of credit or has reached a cap (HTTP 402).
 * The command did not run.
 */
public class MiosaInsufficientCreditsException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaInsufficientCreditsException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
