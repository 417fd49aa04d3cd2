package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Refusal of the request as invalid (HTTP 400, 422 and other client errors), or an error
 * answer of something that is not the API. The command did not run.
 */
public class MiosaInvalidRequestException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error what the API said
	 */
	public MiosaInvalidRequestException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
