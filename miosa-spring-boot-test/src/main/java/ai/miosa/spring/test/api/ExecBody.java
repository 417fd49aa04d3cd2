package ai.miosa.spring.test.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ApiException;

/**
 * The body of a one-shot execution, checked.
 */
record ExecBody(String source, Duration timeout, @Nullable String workingDirectory, Map<String, String> env,
		@Nullable String stdin) {

	private static final int MAX_COMMAND = 65_536;

	private static final int MAX_STDIN = 32_768;

	private static final int MAX_COMMANDS_TIMEOUT = 600;

	private static final int MAX_TIMEOUT = 300;

	private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	static String source(Map<String, @Nullable Object> body, Route route) {
		if (!(body.get(route.sourceField()) instanceof String source) || source.isBlank()) {
			throw new ApiException(400, "MISSING_PARAM", "The field '" + route.sourceField() + "' is required");
		}
		return noNul(source, route.sourceField());
	}

	static ExecBody read(Map<String, @Nullable Object> body, Route route) {
		String source = source(body, route);
		if (route == Route.COMMANDS) {
			String stdin = text(body, "stdin");
			checkSize(source, "command", MAX_COMMAND);
			checkSize(stdin, "stdin", MAX_STDIN);
			return new ExecBody(source, commandsTimeout(body.get("timeout_seconds")), directory(body, "cwd"), Map.of(),
					stdin);
		}
		return new ExecBody(source, timeout(body.get("timeout"), "timeout", 30, MAX_TIMEOUT),
				directory(body, "working_dir"), env(body.get("env")), null);
	}

	private static Duration commandsTimeout(@Nullable Object timeout) {
		if (timeout instanceof Number number && number.doubleValue() > MAX_COMMANDS_TIMEOUT) {
			throw new ApiException(422, "TIMEOUT_TOO_LONG",
					"The timeout must be at most " + MAX_COMMANDS_TIMEOUT + " seconds");
		}
		return timeout(timeout, "timeout_seconds", 60, MAX_COMMANDS_TIMEOUT);
	}

	private static Duration timeout(@Nullable Object timeout, String field, int byDefault, int max) {
		if (timeout == null) {
			return Duration.ofSeconds(byDefault);
		}
		if (!(timeout instanceof Integer seconds) || seconds < 1 || seconds > max) {
			throw ApiException.invalid("The field '" + field + "' must be a whole number of seconds from 1 to " + max);
		}
		return Duration.ofSeconds(seconds);
	}

	private static @Nullable String directory(Map<String, @Nullable Object> body, String field) {
		String directory = text(body, field);
		if (directory != null && directory.isBlank()) {
			throw ApiException.invalid("The field '" + field + "' must not be blank");
		}
		return directory;
	}

	private static void checkSize(@Nullable String value, String field, int maxBytes) {
		if (value != null && value.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
			throw ApiException.invalid("The field '" + field + "' must have at most " + maxBytes + " bytes");
		}
	}

	private static @Nullable String text(Map<String, @Nullable Object> body, String field) {
		Object value = body.get(field);
		if (value == null) {
			return null;
		}
		if (!(value instanceof String text)) {
			throw ApiException.invalid("The field '" + field + "' must be a string");
		}
		return noNul(text, field);
	}

	private static Map<String, String> env(@Nullable Object env) {
		Map<String, String> variables = new LinkedHashMap<>();
		if (env == null) {
			return variables;
		}
		if (!(env instanceof Map<?, ?> object)) {
			throw ApiException.invalid("The env must be an object of strings");
		}
		object.forEach((name, value) -> {
			if (!(value instanceof String text) || !ENV_NAME.matcher(name.toString()).matches()) {
				throw ApiException.invalid("The env must be an object of strings");
			}
			variables.put(name.toString(), noNul(text, "env"));
		});
		return variables;
	}

	private static String noNul(String value, String field) {
		if (value.indexOf('\0') >= 0) {
			throw ApiException.invalid("The field '" + field + "' holds a NUL character");
		}
		return value;
	}

	@Override
	public String toString() {
		return "ExecBody[timeout=%s]".formatted(this.timeout);
	}

}
