package ai.miosa.spring;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Error that the API reported for a call. {@link #toString()} omits the server's texts,
 * which may quote the command.
 *
 * @param status the HTTP status
 * @param code the error code, such as {@code NOT_FOUND}, or {@code null} if there was
 * none
 * @param requestId the id to quote to MIOSA's support, or {@code null} if there was none
 * @param retryAfter how long the server asks to wait before the next attempt, or
 * {@code null} if there was no hint
 * @param retryable whether the server says that nothing was done and that the call may be
 * sent again
 * @param serverMessage the server's own text, or {@code null} if there was none
 * @param fields the server's own texts about fields of the request, by field
 */
public record ApiError(int status, @Nullable String code, @Nullable String requestId, @Nullable Duration retryAfter,
		boolean retryable, @Nullable String serverMessage, Map<String, List<String>> fields) implements Serializable {

	/**
	 * Create an error without texts about fields.
	 * @param status the HTTP status
	 * @param code the error code, or {@code null} if there was none
	 * @param requestId the request id, or {@code null} if there was none
	 * @param retryAfter the hint how long to wait, or {@code null} if there was none
	 * @param retryable whether the server says that nothing was done
	 * @param serverMessage the server's own text, or {@code null} if there was none
	 */
	public ApiError(int status, @Nullable String code, @Nullable String requestId, @Nullable Duration retryAfter,
			boolean retryable, @Nullable String serverMessage) {
		this(status, code, requestId, retryAfter, retryable, serverMessage, Map.of());
	}

	/**
	 * Create an error without any details.
	 * @param status the HTTP status
	 */
	public ApiError(int status) {
		this(status, null, null, null, false, null);
	}

	/**
	 * Return a copy of this error with another value of {@code retryable}.
	 * @param retryable whether it is known that nothing was done
	 * @return the error
	 */
	public ApiError withRetryable(boolean retryable) {
		return new ApiError(this.status, this.code, this.requestId, this.retryAfter, retryable, this.serverMessage,
				this.fields);
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("status=").append(this.status);
		if (this.code != null) {
			text.append(", code=").append(this.code);
		}
		if (this.requestId != null) {
			text.append(", request id=").append(this.requestId);
		}
		return text.toString();
	}

}
