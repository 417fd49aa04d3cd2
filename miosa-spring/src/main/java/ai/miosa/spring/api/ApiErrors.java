package ai.miosa.spring.api;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.ApiError;
import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInsufficientCreditsException;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaPermissionException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * Exceptions for the error responses of the API.
 */
public final class ApiErrors {

	private static final String NOT_THE_API = "by a server that is not the MIOSA API; check 'miosa.base-url' and any proxy";

	private static final Pattern NO_DIRECTORY = Pattern.compile(
			"(the )?(working.directory|working_dir|cwd) (does not exist|was not found|not found)\\b.*",
			Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

	private ApiErrors() {
	}

	/**
	 * Return the exception for an error response.
	 * @param action what was attempted, such as {@code bash}
	 * @param computerId the computer that was addressed, or {@code null} if there was
	 * none
	 * @param status the HTTP status
	 * @param headers looks up the first value of a response header by its name
	 * @param body the response body, possibly empty, in any shape
	 * @return the exception that fits status and code
	 */
	public static MiosaException toException(String action, @Nullable String computerId, int status,
			Function<String, @Nullable String> headers, byte[] body) {
		return toException(new ApiCall(action, computerId), status, headers, ApiErrorBody.of(body));
	}

	static MiosaException toException(ApiCall call, int status, Function<String, @Nullable String> headers,
			ApiErrorBody body) {
		String action = call.action();
		String computerId = call.computerId();
		ApiError error = error(call, status, headers, body);
		String rejected = action + " was rejected: ";
		if (isStarting(error)) {
			return new ComputerStartingException(rejected + "the computer is starting", computerId, error);
		}
		return switch (status) {
			case 401 -> new MiosaAuthenticationException(
					rejected + "the API key is missing or not valid; check 'miosa.api-key'", computerId, error);
			case 402 -> new MiosaInsufficientCreditsException(
					rejected + "the organization is out of credit or over a cap", computerId, error);
			case 403 -> new MiosaPermissionException(rejected + "the API key does not permit this", computerId, error);
			case 409 -> conflict(rejected, computerId, error);
			case 429 -> new MiosaRateLimitedException(rejected + "too many requests", computerId, error);
			case 504 -> timeout(call, error);
			default -> {
				if (status >= 500) {
					yield new MiosaServerException(action + " failed on the server", computerId, error);
				}
				if (status >= 400) {
					yield invalid(action, computerId, error, body);
				}
				yield new MiosaServerException(
						action + " was answered " + NOT_THE_API + " (redirects are not followed)", computerId, error);
			}
		};
	}

	private static boolean isStarting(ApiError error) {
		return (error.status() == 409 || error.status() == 503)
				&& (codeEndsWith(error, "_STARTING") || codeEndsWith(error, "_NOT_COMMAND_READY"));
	}

	/**
	 * Return whether a code ends with a text. Codes are compared without regard to case.
	 */
	private static boolean codeEndsWith(ApiError error, String end) {
		return error.code() != null && error.code().toUpperCase(Locale.ROOT).endsWith(end);
	}

	private static MiosaTimeoutException timeout(ApiCall call, ApiError error) {
		// Without an id, the call created a sandbox and therefore had an effect
		return (call.computerId() != null && codeEndsWith(error, "SANDBOX_READY_TIMEOUT")) ? new MiosaTimeoutException(
				call.action() + " was not started: the sandbox did not become ready in time", error, call.computerId())
				: new MiosaTimeoutException(call.action() + " timed out on the server" + call.timeLimit(),
						call.computerId(), error);
	}

	private static MiosaException conflict(String rejected, @Nullable String computerId, ApiError error) {
		return (error.code() == null || codeEndsWith(error, "NOT_RUNNING"))
				? new ComputerNotRunningException(
						rejected + "the computer is not running; start it first, as with MiosaComputer.start()",
						computerId, error)
				: new MiosaConflictException(rejected + "the computer's state does not allow it", computerId, error);
	}

	private static MiosaException invalid(String action, @Nullable String computerId, ApiError error,
			ApiErrorBody body) {
		int status = error.status();
		if (status == 404 && body.isOfUnknownRoute()) {
			return new MiosaInvalidRequestException(
					action + " was rejected: the API does not know this route; check the path in 'miosa.base-url'",
					computerId, error);
		}
		if (status == 404 && body.isOfApi() && computerId != null) {
			return new ComputerNotFoundException(
					action + " was rejected: the tenant has no such computer; check its id and 'miosa.tenant'",
					computerId, error);
		}
		if (status == 414 || status == 431) {
			return new MiosaInvalidRequestException(
					action + " was rejected: the request line or a header is too long for the server; "
							+ "send long commands and scripts by stdin",
					computerId, error);
		}
		if (body.isForeign() && (status == 404 || status == 405 || status == 407 || status == 413)) {
			return new MiosaInvalidRequestException(action + " was answered " + NOT_THE_API, computerId, error);
		}
		String fields = error.fields().isEmpty() ? "" : " (fields: " + String.join(", ", error.fields().keySet()) + ")";
		String reason = (error.serverMessage() != null && NO_DIRECTORY.matcher(error.serverMessage()).matches())
				? "the working directory does not exist"
				: "the request is not valid" + fields + "; see getServerMessage()";
		return new MiosaInvalidRequestException(action + " was rejected: " + reason, computerId, error);
	}

	/**
	 * Return the details of a response without an error status.
	 */
	static ApiError describe(int status, Function<String, @Nullable String> headers) {
		return error(new ApiCall("", null), status, headers, ApiErrorBody.of(null));
	}

	private static ApiError error(ApiCall call, int status, Function<String, @Nullable String> headers,
			ApiErrorBody body) {
		String requestId = ApiErrorBody.sanitized(headers.apply("X-Request-ID"));
		Duration retryAfter = RetryAfter.ofHeader(headers.apply("Retry-After"));
		return new ApiError(status, body.code(), (requestId != null) ? requestId : body.requestId(),
				(retryAfter != null) ? retryAfter : body.retryAfter(), isRetryable(call, status, body), body.message(),
				body.fields());
	}

	/**
	 * Return whether the call is known to have done nothing and is worth repeating: the
	 * server reports it, the code is {@code ENVIRONMENT_SCRUB_FAILED}, which the vendor's
	 * Go client repeats, or the call changes nothing.
	 */
	private static boolean isRetryable(ApiCall call, int status, ApiErrorBody body) {
		boolean scrubbing = status == 409 && "ENVIRONMENT_SCRUB_FAILED".equalsIgnoreCase(body.code());
		return body.isRetryable() || scrubbing || (call.safe() && status >= 500);
	}

}
