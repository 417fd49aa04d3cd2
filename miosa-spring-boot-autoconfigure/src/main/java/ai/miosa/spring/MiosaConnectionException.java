package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Report that the connection failed. If nothing was sent the command did not run;
 * otherwise it may have.
 */
public class MiosaConnectionException extends MiosaException {

	/**
	 * Create an exception for a failed connection.
	 * @param message what happened
	 * @param requestSent whether any part of the request may have been sent
	 * @param cause the cause, if there is one
	 */
	public MiosaConnectionException(String message, boolean requestSent, @Nullable Throwable cause) {
		super(message, requestSent, cause);
	}

	/**
	 * Return whether any part of the request may have been sent.
	 * @return whether the request may have reached the server
	 */
	public boolean isRequestSent() {
		return mayHaveRun();
	}

}
