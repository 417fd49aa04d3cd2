package ai.miosa.spring;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Hold what an API response said about a failure. The error code and the request id are
 * kept only if they consist of harmless characters, so that an instance is safe to log;
 * the server's own message, which may quote the command, is not kept.
 *
 * @param status the HTTP status
 * @param code the error code, if the response had one
 * @param requestId the request id, if the response had one
 * @param retryAfter how long the server asks to wait, if it said so
 */
public record ApiFailure(int status, @Nullable String code, @Nullable String requestId, @Nullable Duration retryAfter) {

	/**
	 * Read the failure from a response. All error bodies that the platform is known to
	 * send are understood; any other leaves code and hint empty.
	 * @param status the HTTP status
	 * @param headers looks up the first value of a response header by its name
	 * @param body the response body, possibly empty
	 * @return the failure
	 */
	public static ApiFailure read(int status, Function<String, @Nullable String> headers, byte[] body) {
		return ApiFailureReader.read(status, headers, body);
	}

	/**
	 * Return the exception for this failure.
	 * @param action what was attempted, such as {@code bash}
	 * @return the exception that fits status and code
	 */
	public MiosaException toException(String action) {
		if (isStarting()) {
			return new ComputerStartingException(action + " refused: the computer is starting", this);
		}
		return switch (this.status) {
			case 401 ->
				new MiosaAuthenticationException(action + " refused: the API key is missing or not valid", this);
			case 402 ->
				new MiosaInsufficientCreditsException(action + " refused: the organization is out of credit", this);
			case 403 -> new MiosaPermissionException(action + " refused: the API key may not do this", this);
			case 404 -> new ComputerNotFoundException(action + " refused: the tenant has no such computer", this);
			case 409 -> new ComputerNotRunningException(action + " refused: the computer is not running", this);
			case 429 -> new MiosaRateLimitedException(action + " refused: too many requests", this);
			case 504 -> new MiosaTimeoutException(action + " timed out on the server", this);
			default -> toGeneralException(action);
		};
	}

	private MiosaException toGeneralException(String action) {
		if (this.status >= 500) {
			return new MiosaServerException(action + " failed on the server", this, true);
		}
		if (this.status >= 400) {
			return new MiosaInvalidRequestException(action + " refused: the request is not valid", this);
		}
		return new MiosaServerException(action + " got an answer that is not the API's (redirects are not followed)",
				this, true);
	}

	private boolean isStarting() {
		return (this.status == 409 || this.status == 503) && this.code != null && this.code.endsWith("_STARTING");
	}

	@Override
	public String toString() {
		StringBuilder text = new StringBuilder("[status=").append(this.status);
		if (this.code != null) {
			text.append(", code=").append(this.code);
		}
		if (this.requestId != null) {
			text.append(", request id=").append(this.requestId);
		}
		return text.append(']').toString();
	}

}
