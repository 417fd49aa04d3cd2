package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Missing or rejected API key (HTTP 401). The command did not run.
 */
public class MiosaAuthenticationException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaAuthenticationException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
