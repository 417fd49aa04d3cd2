package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Report a failed MIOSA call. The message names the action, the HTTP status, the error
 * code and the request id, and never holds the API key, the command, its environment or
 * its output.
 */
public class MiosaException extends RuntimeException {

	private final @Nullable Integer status;

	private final @Nullable String code;

	private final @Nullable String requestId;

	private final boolean mayHaveRun;

	/**
	 * Create an exception for a failure without an API response.
	 * @param message what happened
	 * @param mayHaveRun whether the command may have run
	 * @param cause the cause, if there is one
	 */
	public MiosaException(String message, boolean mayHaveRun, @Nullable Throwable cause) {
		super(message, cause);
		this.status = null;
		this.code = null;
		this.requestId = null;
		this.mayHaveRun = mayHaveRun;
	}

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 * @param mayHaveRun whether the command may have run
	 * @param cause the cause, if there is one
	 */
	public MiosaException(String message, ApiFailure failure, boolean mayHaveRun, @Nullable Throwable cause) {
		super(message + " " + failure, cause);
		this.status = failure.status();
		this.code = failure.code();
		this.requestId = failure.requestId();
		this.mayHaveRun = mayHaveRun;
	}

	/**
	 * Return the HTTP status of the response.
	 * @return the status, or {@code null} if there was no response
	 */
	public @Nullable Integer getStatus() {
		return this.status;
	}

	/**
	 * Return the error code of the API, such as {@code NOT_FOUND}.
	 * @return the code, or {@code null} if the response had none
	 */
	public @Nullable String getCode() {
		return this.code;
	}

	/**
	 * Return the request id to quote to MIOSA's support.
	 * @return the id, or {@code null} if the response had none
	 */
	public @Nullable String getRequestId() {
		return this.requestId;
	}

	/**
	 * Return whether the command may have run. {@code false} means that it is known not
	 * to have run and can safely be sent again.
	 * @return whether the command may have run
	 */
	public boolean mayHaveRun() {
		return this.mayHaveRun;
	}

}
