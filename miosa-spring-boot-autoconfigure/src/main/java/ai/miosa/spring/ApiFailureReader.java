package ai.miosa.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads an {@link ApiFailure} from a response in any of the shapes that the platform
 * sends.
 */
final class ApiFailureReader {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

	private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

	private ApiFailureReader() {
	}

	static ApiFailure read(int status, Function<String, @Nullable String> headers, byte[] body) {
		JsonNode root = parse(body);
		JsonNode error = root.path("error");
		String code = harmless(text(error, "code"));
		String requestId = harmless(headers.apply("X-Request-ID"));
		Duration retryAfter = retryAfter(headers.apply("Retry-After"));
		return new ApiFailure(status, (code != null) ? code : harmless(text(root, "code")),
				(requestId != null) ? requestId : harmless(text(error, "request_id")),
				(retryAfter != null) ? retryAfter : milliseconds(error.path("retry_after_ms")));
	}

	private static JsonNode parse(byte[] body) {
		if (body.length == 0) {
			return JSON.missingNode();
		}
		try {
			return JSON.readTree(body);
		}
		catch (JacksonException ex) {
			return JSON.missingNode();
		}
	}

	private static @Nullable String text(JsonNode node, String name) {
		JsonNode value = node.path(name);
		return value.isString() ? value.stringValue() : null;
	}

	private static @Nullable String harmless(@Nullable String value) {
		return (value != null && HARMLESS.matcher(value).matches()) ? value : null;
	}

	private static @Nullable Duration milliseconds(JsonNode node) {
		return (node.isIntegralNumber() && node.canConvertToInt() && node.intValue() >= 0)
				? Duration.ofMillis(node.intValue()) : null;
	}

	/**
	 * Read a {@code Retry-After} value.
	 * @param value seconds or an HTTP date (RFC 9110, section 10.2.3)
	 * @return the wait, or {@code null} if the value is neither
	 */
	private static @Nullable Duration retryAfter(@Nullable String value) {
		if (value == null) {
			return null;
		}
		if (SECONDS.matcher(value).matches()) {
			return Duration.ofSeconds(Long.parseLong(value));
		}
		try {
			Instant date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			Duration wait = Duration.between(Instant.now(), date);
			return wait.isNegative() ? Duration.ZERO : wait;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

}
