package ai.miosa.spring;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Report that the computer is still booting (HTTP 409 or 503 with a code that ends in
 * {@code _STARTING}). The command did not run.
 */
public class ComputerStartingException extends MiosaException {

	private final @Nullable Duration retryAfter;

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public ComputerStartingException(String message, ApiFailure failure) {
		super(message, failure, false, null);
		this.retryAfter = failure.retryAfter();
	}

	/**
	 * Return how long the server asks to wait before the next try.
	 * @return the wait, or {@code null} if the server gave no hint
	 */
	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
