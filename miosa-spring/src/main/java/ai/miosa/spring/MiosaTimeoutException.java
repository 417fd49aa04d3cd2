package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Timeout of the client or the server. The command may have run or may still be running,
 * unless {@link #mayHaveRun()} is {@code false}.
 */
public class MiosaTimeoutException extends MiosaException {

	private final Origin origin;

	/**
	 * Create an exception for a deadline of the client.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param mayHaveRun whether the command may have run
	 * @param cause the cause, if there is one
	 */
	public MiosaTimeoutException(String message, @Nullable String computerId, boolean mayHaveRun,
			@Nullable Throwable cause) {
		super(message, computerId, mayHaveRun, cause);
		this.origin = Origin.CLIENT;
	}

	/**
	 * Create an exception for a timeout that the server reported.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaTimeoutException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, !error.retryable());
		this.origin = Origin.SERVER;
	}

	/**
	 * Create an exception for a timeout that the server reported before it started the
	 * command.
	 * @param message what happened
	 * @param error the details of the response
	 * @param computerId the computer that was addressed
	 */
	public MiosaTimeoutException(String message, ApiError error, String computerId) {
		super(message, computerId, error, false);
		this.origin = Origin.SERVER;
	}

	/**
	 * Create an exception for a request that was not sent, because the rate limit did not
	 * allow it in time.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 */
	public MiosaTimeoutException(String message, @Nullable String computerId) {
		super(message, computerId, false, null);
		this.origin = Origin.RATE_LIMIT;
	}

	/**
	 * Return which side timed out.
	 * @return the side
	 */
	public Origin getOrigin() {
		return this.origin;
	}

	/**
	 * The side that timed out.
	 */
	public enum Origin {

		/**
		 * The client's deadline passed before the server answered.
		 */
		CLIENT,

		/**
		 * The server reported the timeout.
		 */
		SERVER,

		/**
		 * The rate limit did not allow the request in time.
		 */
		RATE_LIMIT

	}

}
