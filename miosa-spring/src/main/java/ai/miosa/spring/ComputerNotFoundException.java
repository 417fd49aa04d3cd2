package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because the tenant has no such computer (HTTP 404 with an error of the API).
 * The command did not run.
 */
public class ComputerNotFoundException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public ComputerNotFoundException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
