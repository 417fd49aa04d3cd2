package ai.miosa.spring;

import org.jspecify.annotations.Nullable;

/**
 * Successful status with an unexpected body, such as an exec result without
 * {@code exit_code}. The command may have run; a query changed nothing.
 */
public class MiosaMalformedResponseException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param error the details of the response
	 */
	public MiosaMalformedResponseException(String message, @Nullable String computerId, ApiError error) {
		super(message, computerId, error, !error.retryable());
	}

	@Override
	public boolean isRetryable() {
		return false;
	}

}
