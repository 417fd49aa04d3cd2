package ai.miosa.spring.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * An error that the API answers with; its message never quotes what the request held.
 */
final class ApiError extends RuntimeException {

	private final int status;

	private final String code;

	private final String text;

	private final @Nullable Duration retryAfter;

	ApiError(int status, String code, String text) {
		this(status, code, text, null);
	}

	ApiError(int status, String code, String text, @Nullable Duration retryAfter) {
		super(text, null, false, false);
		this.status = status;
		this.code = code;
		this.text = text;
		this.retryAfter = retryAfter;
	}

	static ApiError notFound() {
		return new ApiError(404, "NOT_FOUND", "Not found");
	}

	static ApiError invalid(String text) {
		return new ApiError(422, "VALIDATION_ERROR", text);
	}

	int status() {
		return this.status;
	}

	String code() {
		return this.code;
	}

	String text() {
		return this.text;
	}

	@Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
