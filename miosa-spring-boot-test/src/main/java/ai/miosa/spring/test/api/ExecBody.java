package ai.miosa.spring.test.api;

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
record ExecBody(String source, Duration timeout, @Nullable String workingDirectory, Map<String, String> env) {

	private static final int DEFAULT_TIMEOUT = 30;

	private static final int MAX_TIMEOUT = 300;

	private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

	static String source(JsonNode body, String field) {
		JsonNode source = body.path(field);
		if (!source.isString() || source.asString().isBlank()) {
			throw new ApiException(400, "MISSING_PARAM", "The field '" + field + "' is required");
		}
		return noNul(source.asString(), field);
	}

	static ExecBody read(JsonNode body, String field) {
		return new ExecBody(source(body, field), timeout(body.path("timeout")),
				workingDirectory(body.path("working_dir")), env(body.path("env")));
	}

	private static Duration timeout(JsonNode timeout) {
		if (isAbsent(timeout)) {
			return Duration.ofSeconds(DEFAULT_TIMEOUT);
		}
		if (!timeout.isInt() || timeout.asInt() < 1 || timeout.asInt() > MAX_TIMEOUT) {
			throw ApiException.invalid("The timeout must be a whole number of seconds from 1 to " + MAX_TIMEOUT);
		}
		return Duration.ofSeconds(timeout.asInt());
	}

	private static @Nullable String workingDirectory(JsonNode directory) {
		if (isAbsent(directory)) {
			return null;
		}
		if (!directory.isString() || directory.asString().isBlank()) {
			throw ApiException.invalid("The working directory must be a string");
		}
		return noNul(directory.asString(), "working_dir");
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
