package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Failure of the server (HTTP 5xx), or a response that is not from the API, such as a
 * redirect. The command may have run, unless the server reported that nothing was done.
 */
public class MiosaServerException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaServerException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, !error.retryable());
	}

}
