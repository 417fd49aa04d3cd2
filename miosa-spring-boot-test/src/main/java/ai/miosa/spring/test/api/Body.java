package ai.miosa.spring.test.api;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * Validated JSON object of a request. A field that is {@code null} is treated as missing.
 */
final class Body {

	private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	private final Map<String, @Nullable Object> fields;

	Body(Map<String, @Nullable Object> fields) {
		this.fields = fields;
	}

	String required(String field) {
		if (!(this.fields.get(field) instanceof String text) || text.isBlank()) {
			throw new ApiException(400, "MISSING_PARAM", "The field '" + field + "' is required");
		}
		return noNul(text, field);
	}

	@Nullable String text(String field) {
		Object value = this.fields.get(field);
		if (value == null) {
			return null;
		}
		if (!(value instanceof String text)) {
			throw ApiException.invalid("The field '" + field + "' must be a string");
		}
		return noNul(text, field);
	}

	@Nullable String text(String field, int maxBytes) {
		String text = text(field);
		if (text != null && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
			throw ApiException.invalid("The field '" + field + "' must have at most " + maxBytes + " bytes");
		}
		return text;
	}

	int number(String field, int byDefault, int min, int max) {
		Object value = this.fields.get(field);
		if (value == null) {
			return byDefault;
		}
		if (!(value instanceof Integer number) || number < min || number > max) {
			throw ApiException.invalid("The field '" + field + "' must be a whole number from " + min + " to " + max);
		}
		return number;
	}

	boolean isAbove(String field, double limit) {
		return this.fields.get(field) instanceof Number number && number.doubleValue() > limit;
	}

	boolean flag(String field) {
		return Boolean.TRUE.equals(this.fields.get(field));
	}

	Map<String, String> strings(String field) {
		Map<String, String> strings = new LinkedHashMap<>();
		Object value = this.fields.get(field);
		if (value == null) {
			return strings;
		}
		if (!(value instanceof Map<?, ?> object)) {
			throw notStrings(field);
		}
		object.forEach((name, text) -> {
			if (!(text instanceof String string)) {
				throw notStrings(field);
			}
			strings.put(name.toString(), noNul(string, field));
		});
		return strings;
	}

	Map<String, String> env() {
		Map<String, String> env = strings("env");
		if (!env.keySet().stream().allMatch((name) -> ENV_NAME.matcher(name).matches())) {
			throw notStrings("env");
		}
		return env;
	}

	private static ApiException notStrings(String field) {
		return ApiException.invalid("The field '" + field + "' must be an object of strings");
	}

	private static String noNul(String value, String field) {
		if (value.indexOf('\0') >= 0) {
			throw ApiException.invalid("The field '" + field + "' must not contain a NUL character");
		}
		return value;
	}

}
