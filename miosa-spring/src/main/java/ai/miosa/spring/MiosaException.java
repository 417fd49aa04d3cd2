package ai.miosa.spring;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Failure of a MIOSA call. The message names the action, the computer, the HTTP status,
 * the error code and the request id, and never contains the API key, the command, its
 * environment or its output.
 */
public class MiosaException extends RuntimeException {

	private final @Nullable String computerId;

	private final @Nullable ApiError error;

	private final boolean mayHaveRun;

	/**
	 * Create an exception for a failure without an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param mayHaveRun whether the command may have run
	 * @param cause the cause, if there is one
	 */
	public MiosaException(String message, @Nullable String computerId, boolean mayHaveRun, @Nullable Throwable cause) {
		super(message + details(computerId, null), cause);
		this.computerId = computerId;
		this.error = null;
		this.mayHaveRun = mayHaveRun;
	}

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 * @param mayHaveRun whether the command may have run
	 */
	public MiosaException(String message, @Nullable String computerId, ApiError error, boolean mayHaveRun) {
		super(message + details(computerId, error));
		this.computerId = computerId;
		this.error = error;
		this.mayHaveRun = mayHaveRun;
	}

	private static String details(@Nullable String computerId, @Nullable ApiError error) {
		if (computerId == null) {
			return (error != null) ? " [" + error + "]" : "";
		}
		return " [computer=" + computerId + ((error != null) ? ", " + error : "") + "]";
	}

	/**
	 * Return the computer that was addressed.
	 * @return the computer's id, or {@code null} if no computer was addressed
	 */
	public @Nullable String getComputerId() {
		return this.computerId;
	}

	/**
	 * Return the HTTP status of the response.
	 * @return the status, or {@code null} if there was no response
	 */
	public @Nullable Integer getStatus() {
		return (this.error != null) ? this.error.status() : null;
	}

	/**
	 * Return the error code of the API, such as {@code NOT_FOUND}.
	 * @return the code, or {@code null} if the response had none
	 */
	public @Nullable String getCode() {
		return (this.error != null) ? this.error.code() : null;
	}

	/**
	 * Return the request id to quote to MIOSA's support.
	 * @return the id, or {@code null} if the response had none
	 */
	public @Nullable String getRequestId() {
		return (this.error != null) ? this.error.requestId() : null;
	}

	/**
	 * Return the server's own text about the error. It may quote the command and is
	 * therefore not part of the message.
	 * @return the text, or {@code null} if the response had none
	 */
	public @Nullable String getServerMessage() {
		return (this.error != null) ? this.error.serverMessage() : null;
	}

	/**
	 * Return the server's own texts about fields of the request that it rejected. They
	 * may quote values and are therefore not part of the message.
	 * @return the texts by field, empty if the response had none
	 */
	public Map<String, List<String>> getFields() {
		return (this.error != null) ? this.error.fields() : Map.of();
	}

	/**
	 * Return how long the server asks to wait before the next attempt.
	 * @return the wait, or {@code null} if the server gave no hint
	 */
	public @Nullable Duration getRetryAfter() {
		return (this.error != null) ? this.error.retryAfter() : null;
	}

	/**
	 * Return whether the command may have run. {@code false} means that it is known not
	 * to have run and can safely be sent again.
	 * @return whether the command may have run
	 */
	public boolean mayHaveRun() {
		return this.mayHaveRun;
	}

	/**
	 * Return whether the call can safely be sent again and may then succeed: no
	 * connection was established, the API rejected it because of too many requests, the
	 * computer is starting, or the server reported that it is retryable.
	 * @return whether to send the call again
	 */
	public boolean isRetryable() {
		return this.error != null && this.error.retryable() && !this.mayHaveRun;
	}

}
