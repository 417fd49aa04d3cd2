package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because the API key does not permit the call (HTTP 403). The command did not
 * run.
 */
public class MiosaPermissionException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaPermissionException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
