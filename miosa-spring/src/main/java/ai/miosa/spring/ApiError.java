package ai.miosa.spring;

import java.io.Serializable;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What the API said about a call that it did not carry out. {@link #toString()} leaves
 * out the server's message, which may quote the command.
 *
 * @param status the HTTP status
 * @param code the error code, such as {@code NOT_FOUND}, or {@code null} if there was
 * none
 * @param requestId the id to quote to MIOSA's support, or {@code null} if there was none
 * @param retryAfter how long the server asks to wait before the next try, or {@code null}
 * if there was no hint
 * @param retryable whether the server says that nothing was done and that the call may be
 * sent again
 * @param serverMessage the server's own text, or {@code null} if there was none
 */
public record ApiError(int status, @Nullable String code, @Nullable String requestId, @Nullable Duration retryAfter,
		boolean retryable, @Nullable String serverMessage) implements Serializable {

	/**
	 * Create an error of which the status alone is known.
	 * @param status the HTTP status
	 */
	public ApiError(int status) {
		this(status, null, null, null, false, null);
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
