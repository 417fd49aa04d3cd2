package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection of the request as invalid (HTTP 400, 422 and other client errors), or an
 * error response of a server that is not the API. The command did not run.
 */
public class MiosaInvalidRequestException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaInvalidRequestException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
