package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Rejection because the computer is still booting (HTTP 409 or 503 with a code that ends
 * in {@code _STARTING} or {@code _NOT_COMMAND_READY}). The command did not run.
 */
public class ComputerStartingException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public ComputerStartingException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, false);
	}

	@Override
	public boolean isRetryable() {
		return true;
	}

}
