package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Response larger than the client accepts. The command has run; its output was not kept.
 */
public class MiosaOutputTooLargeException extends MiosaException {

	private final long limit;

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the status and the request id
	 * @param limit the largest response accepted, in bytes
	 */
	public MiosaOutputTooLargeException(String message, @Nullable String computerId, ApiError error, long limit) {
		super(message, computerId, error, !error.retryable());
		this.limit = limit;
	}

	@Override
	public boolean isRetryable() {
		return false;
	}

	/**
	 * Return the largest response accepted.
	 * @return the limit in bytes
	 */
	public long getLimit() {
		return this.limit;
	}

}
