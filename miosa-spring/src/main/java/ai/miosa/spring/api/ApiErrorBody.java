package ai.miosa.spring.api;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Body of an error response, in any of the shapes that the platform sends. Each field is
 * read from {@code error} and otherwise from the top level.
 */
final class ApiErrorBody {

	/**
	 * Values that are safe to show: a code or an id contains neither a command nor a line
	 * break.
	 */
	private static final Pattern SAFE = Pattern.compile("[A-Za-z0-9._:/-]{1,128}");

	/**
	 * A text that is a code: capital letters only, or words joined by underscores.
	 */
	private static final Pattern CODE = Pattern.compile("[A-Z0-9_]{1,128}|(?=.{1,128}$)[a-z0-9]+(_[a-z0-9]+)+");

	private final Map<?, ?> outer;

	private final Map<?, ?> inner;

	private final boolean read;

	private ApiErrorBody(Map<?, ?> outer, boolean read) {
		this.read = read;
		this.outer = outer;
		this.inner = (outer.get("error") instanceof Map<?, ?> error) ? error : Map.of();
	}

	/**
	 * Parse a body.
	 * @param body the body, possibly empty, or {@code null} if it could not be read
	 */
	static ApiErrorBody of(byte @Nullable [] body) {
		Map<String, @Nullable Object> json = (body != null && body.length > 0)
				? Json.readObject(new ByteArrayInputStream(body)) : null;
		return new ApiErrorBody((json != null) ? json : Map.of(), body != null);
	}

	/**
	 * Return whether the body is from the API.
	 */
	boolean isOfApi() {
		return code() != null || message() != null;
	}

	/**
	 * Return whether the body is from a proxy or another server.
	 */
	boolean isForeign() {
		return this.read && !isOfApi();
	}

	@Nullable String code() {
		String code = sanitized(text("code"));
		return (code != null || !isCode(this.outer.get("error"))) ? code : (String) this.outer.get("error");
	}

	@Nullable String requestId() {
		return sanitized(text("request_id"));
	}

	boolean isRetryable() {
		return Boolean.TRUE.equals(value("retryable"));
	}

	@Nullable Duration retryAfter() {
		Duration milliseconds = RetryAfter.ofMillis(value("retry_after_ms"));
		return (milliseconds != null) ? milliseconds : RetryAfter.ofSeconds(value("retry_after"));
	}

	@Nullable String message() {
		if (text("message") != null) {
			return text("message");
		}
		String error = text("error");
		if (error != null && !isCode(error)) {
			return error;
		}
		if (text("detail") != null) {
			return text("detail");
		}
		if (value("errors") instanceof List<?> errors && !errors.isEmpty() && errors.get(0) instanceof String first) {
			return first;
		}
		return fields().values().stream().map((texts) -> texts.get(0)).findFirst().orElse(null);
	}

	/**
	 * Return whether the platform's web framework answered because the route does not
	 * exist.
	 */
	boolean isOfUnknownRoute() {
		return code() == null && this.outer.get("errors") instanceof Map<?, ?> errors
				&& errors.get("detail") instanceof String;
	}

	/**
	 * Return the texts about fields, in the shapes {@code {"details": {"field": "…"}}},
	 * {@code {"errors": {"field": ["…"]}}} and {@code {"errors": [{"field": "…",
	 * "message": "…"}]}}.
	 */
	Map<String, List<String>> fields() {
		Map<String, List<String>> fields = new LinkedHashMap<>();
		for (String name : List.of("details", "errors")) {
			Object value = value(name);
			if (value instanceof Map<?, ?> object && !isOfUnknownRoute()) {
				object.forEach((field, texts) -> add(fields, field, texts));
			}
			else if (value instanceof List<?> list) {
				list.forEach((element) -> {
					if (element instanceof Map<?, ?> error) {
						add(fields, error.get("field"), error.get("message"));
					}
				});
			}
		}
		return fields;
	}

	private static void add(Map<String, List<String>> fields, @Nullable Object field, @Nullable Object texts) {
		List<String> strings = ((texts instanceof List<?> list) ? list.stream() : Stream.ofNullable(texts))
			.filter(String.class::isInstance)
			.map(String.class::cast)
			.toList();
		String name = (field instanceof String text) ? sanitized(text) : null;
		if (name != null && !strings.isEmpty()) {
			fields.merge(name, strings, (first, second) -> Stream.concat(first.stream(), second.stream()).toList());
		}
	}

	private @Nullable String text(String name) {
		return (value(name) instanceof String text) ? text : null;
	}

	private @Nullable Object value(String name) {
		Object value = this.inner.get(name);
		return (value != null) ? value : this.outer.get(name);
	}

	private static boolean isCode(@Nullable Object value) {
		return value instanceof String text && CODE.matcher(text).matches();
	}

	static @Nullable String sanitized(@Nullable String value) {
		return (value != null && SAFE.matcher(value).matches()) ? value : null;
	}

}
