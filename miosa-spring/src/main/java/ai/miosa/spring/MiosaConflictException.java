package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because of a conflict that is neither a stopped nor a starting computer (HTTP
 * 409); {@link #getCode()} names it. The command did not run.
 */
public class MiosaConflictException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaConflictException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

}
