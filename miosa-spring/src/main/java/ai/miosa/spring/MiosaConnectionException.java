package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Failed connection. {@link #mayHaveRun()} is {@code false} if nothing was sent.
 */
public class MiosaConnectionException extends MiosaException {

	/**
	 * Create an exception for a failed connection.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param mayHaveRun whether any part of the request may have been sent
	 * @param cause the cause, if there is one
	 */
	public MiosaConnectionException(String message, @Nullable String computerId, boolean mayHaveRun,
			@Nullable Throwable cause) {
		super(message, computerId, mayHaveRun, cause);
	}

	@Override
	public boolean isRetryable() {
		return !mayHaveRun();
	}

}
