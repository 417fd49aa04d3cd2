package ai.miosa.spring.test.http;

import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Error response of the API, whose message never quotes the request.
 */
public final class ApiException extends RuntimeException {

	private final int status;

	private final String code;

	private final boolean retryable;

	private final @Nullable Duration retryAfter;

	public ApiException(int status, String code, String text) {
		this(status, code, text, false, null);
	}

	private ApiException(int status, String code, String text, boolean retryable, @Nullable Duration retryAfter) {
		super(text, null, false, false);
		this.status = status;
		this.code = code;
		this.retryable = retryable;
		this.retryAfter = retryAfter;
	}

	public static ApiException notFound() {
		return new ApiException(404, "NOT_FOUND", "Not found");
	}

	public static ApiException agentUnreachable() {
		return new ApiException(502, "AGENT_UNREACHABLE", "The agent in the computer did not answer");
	}

	public static ApiException invalid(String text) {
		return new ApiException(422, "VALIDATION_ERROR", text);
	}

	/**
	 * Describe a command that could not be started without the cause's message, which
	 * quotes it.
	 * @param cause why it could not be started
	 * @return the error
	 */
	public static ApiException notStarted(IOException cause) {
		return invalid((cause instanceof NotDirectoryException) ? "The working directory does not exist"
				: "The command could not be started");
	}

	/**
	 * Report that nothing was done.
	 * @param retryAfter the retry hint, or {@code null} for none
	 * @return a changed copy
	 */
	public ApiException retryable(@Nullable Duration retryAfter) {
		return new ApiException(this.status, this.code, getText(), true, retryAfter);
	}

	int getStatus() {
		return this.status;
	}

	public String getCode() {
		return this.code;
	}

	public String getText() {
		return String.valueOf(getMessage());
	}

	public boolean isRetryable() {
		return this.retryable;
	}

	public @Nullable Duration getRetryAfter() {
		return this.retryAfter;
	}

}
