package ai.miosa.spring.test.api;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.test.http.ApiException;

/**
 * Validated body of a one-shot execution.
 */
record ExecBody(String source, Duration timeout, @Nullable String workingDirectory, Map<String, String> env,
		@Nullable String stdin, Duration maxWait) {

	private static final int MAX_COMMAND = 65_536;

	private static final int MAX_STDIN = 32_768;

	private static final int MAX_DIRECTORY = 4096;

	private static final int MAX_TIMEOUT = 300;

	private static final int MAX_COMMANDS_TIMEOUT = 600;

	private static final int MAX_SANDBOX_TIMEOUT = 86_400;

	private static final int MAX_WAIT_MILLIS = 120_000;

	static ExecBody read(Body body, Route route) {
		String field = route.sourceField();
		Assert.state(field != null, "The route runs no command");
		String source = body.required(field);
		return switch (route) {
			case COMMANDS, SANDBOX_COMMANDS -> commands(body);
			case SANDBOX_EXEC, SANDBOX_STREAM -> sandbox(body, source);
			default -> new ExecBody(source, seconds(body, "timeout", 30, MAX_TIMEOUT),
					notBlank(body.text("working_dir"), "working_dir"), body.env(), null, Duration.ZERO);
		};
	}

	private static ExecBody commands(Body body) {
		String command = body.text("command", MAX_COMMAND);
		String stdin = body.text("stdin", MAX_STDIN);
		if (body.isAbove("timeout_seconds", MAX_COMMANDS_TIMEOUT)) {
			throw new ApiException(422, "TIMEOUT_TOO_LONG",
					"The timeout must be at most " + MAX_COMMANDS_TIMEOUT + " seconds");
		}
		return new ExecBody(String.valueOf(command), seconds(body, "timeout_seconds", 60, MAX_COMMANDS_TIMEOUT),
				notBlank(body.text("cwd"), "cwd"), Map.of(), stdin, Duration.ZERO);
	}

	private static ExecBody sandbox(Body body, String command) {
		String directory = body.text("cwd", MAX_DIRECTORY);
		if (directory != null && !directory.startsWith("/")) {
			throw ApiException.invalid("The field 'cwd' must be an absolute path");
		}
		int wait = body.number("wait_timeout_ms", MAX_WAIT_MILLIS, 1, MAX_WAIT_MILLIS);
		return new ExecBody(command, seconds(body, "timeout", 30, MAX_SANDBOX_TIMEOUT), directory, body.env(), null,
				Duration.ofMillis(body.flag("wait") ? wait : 0));
	}

	private static Duration seconds(Body body, String field, int byDefault, int max) {
		return Duration.ofSeconds(body.number(field, byDefault, 1, max));
	}

	private static @Nullable String notBlank(@Nullable String text, String field) {
		if (text != null && text.isBlank()) {
			throw ApiException.invalid("The field '" + field + "' must not be blank");
		}
		return text;
	}

	@Override
	public String toString() {
		return "ExecBody[timeout=%s]".formatted(this.timeout);
	}

}
