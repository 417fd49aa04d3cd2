package ai.miosa.spring.test.api;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

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

	static String source(JsonNode body, Route route) {
		JsonNode source = body.path(route.sourceField());
		if (!source.isString() || source.asString().isBlank()) {
			throw new ApiException(400, "MISSING_PARAM", "The field '" + route.sourceField() + "' is required");
		}
		return noNul(source.asString(), route.sourceField());
	}

	static ExecBody read(JsonNode body, Route route) {
		String source = source(body, route);
		if (route == Route.COMMANDS) {
			String stdin = text(body, "stdin");
			checkSize(source, "command", MAX_COMMAND);
			checkSize(stdin, "stdin", MAX_STDIN);
			return new ExecBody(source, commandsTimeout(body.path("timeout_seconds")), directory(body, "cwd"), Map.of(),
					stdin);
		}
		return new ExecBody(source, timeout(body.path("timeout"), "timeout", 30, MAX_TIMEOUT),
				directory(body, "working_dir"), env(body.path("env")), null);
	}

	private static Duration commandsTimeout(JsonNode timeout) {
		if (timeout.isNumber() && timeout.asDouble() > MAX_COMMANDS_TIMEOUT) {
			throw new ApiException(422, "TIMEOUT_TOO_LONG",
					"The timeout must be at most " + MAX_COMMANDS_TIMEOUT + " seconds");
		}
		return timeout(timeout, "timeout_seconds", 60, MAX_COMMANDS_TIMEOUT);
	}

	private static Duration timeout(JsonNode timeout, String field, int byDefault, int max) {
		if (isAbsent(timeout)) {
			return Duration.ofSeconds(byDefault);
		}
		if (!timeout.isInt() || timeout.asInt() < 1 || timeout.asInt() > max) {
			throw ApiException.invalid("The field '" + field + "' must be a whole number of seconds from 1 to " + max);
		}
		return Duration.ofSeconds(timeout.asInt());
	}

	private static @Nullable String directory(JsonNode body, String field) {
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

	private static @Nullable String text(JsonNode body, String field) {
		JsonNode value = body.path(field);
		if (isAbsent(value)) {
			return null;
		}
		if (!value.isString()) {
			throw ApiException.invalid("The field '" + field + "' must be a string");
		}
		return noNul(value.asString(), field);
	}

	private static Map<String, String> env(JsonNode env) {
		Map<String, String> variables = new LinkedHashMap<>();
		if (isAbsent(env)) {
			return variables;
		}
		if (!env.isObject()) {
			throw ApiException.invalid("The env must be an object of strings");
		}
		env.properties().forEach((variable) -> {
			if (!variable.getValue().isString() || !ENV_NAME.matcher(variable.getKey()).matches()) {
				throw ApiException.invalid("The env must be an object of strings");
			}
			variables.put(variable.getKey(), noNul(variable.getValue().asString(), "env"));
		});
		return variables;
	}

	private static boolean isAbsent(JsonNode node) {
		return node.isMissingNode() || node.isNull();
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
