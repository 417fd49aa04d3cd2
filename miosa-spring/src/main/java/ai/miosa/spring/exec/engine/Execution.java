package ai.miosa.spring.exec.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.Json;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.ShellQuoting;

/**
 * A checked one-shot execution. {@link #toString()} omits its content.
 *
 * @param kind what runs the text
 * @param computerId the computer to run it on
 * @param text the command or code
 * @param options the options, merged with the defaults
 * @param route the route that carries it
 */
record Execution(ExecKind kind, String computerId, String text, ExecOptions options, ExecRoute route) {

	/**
	 * The limit of the {@code commands} route, according to the API reference.
	 */
	private static final int MAX_COMMAND_BYTES = 65_536;

	private static final int MAX_STDIN_BYTES = 32_768;

	private static final String CODE = "MIOSA_CODE";

	/**
	 * Runs code from a file, since a sandbox has no route for python. The code is passed
	 * in the environment, where it needs no quoting and no other user can read it.
	 */
	private static final String RUN_CODE = "f=$(mktemp) && trap 'rm -f \"$f\"' EXIT && printf %s \"$" + CODE
			+ "\" >\"$f\" && unset " + CODE + " && python3 \"$f\"";

	Execution(ExecKind kind, String computerId, boolean sandbox, String text, ExecOptions options) {
		this(kind, computerId, text, options, ExecRoute.of(kind, sandbox, options));
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(text, (kind == ExecKind.PYTHON) ? "The code" : "The command");
		if (this.route.isOfCommands()) {
			commandsBody(options.getEnv());
		}
		if (this.route.isOfSandbox()) {
			checkOfSandbox();
		}
	}

	private void checkOfSandbox() {
		String directory = this.options.getWorkingDirectory();
		Assert.isTrue(directory == null || directory.startsWith("/"),
				"The working directory in a sandbox must be absolute");
		if (this.kind == ExecKind.PYTHON) {
			Assert.isTrue(size(this.text) <= MAX_COMMAND_BYTES,
					"Python code for a sandbox must not exceed 65,536 bytes; import the rest from a file");
		}
	}

	/**
	 * Return the effective timeout.
	 */
	Duration timeout() {
		return (this.options.getTimeout() != null) ? this.options.getTimeout() : this.route.defaultTimeout();
	}

	ApiCall call() {
		return new ApiCall(this.kind.toString(), this.computerId, ": the command may run " + timeout().toMillis()
				+ " ms (the timeout of its options or 'miosa.exec.timeout')");
	}

	/**
	 * Return the body in the form of the route. Options that are not set are omitted.
	 * @param extraEnv variables to add to those of the options
	 * @throws IllegalArgumentException if the route cannot carry the environment
	 */
	byte[] body(Map<String, String> extraEnv) {
		Map<String, String> env = new LinkedHashMap<>(extraEnv);
		env.putAll(this.options.getEnv());
		Map<String, Object> body = switch (this.route) {
			case EXEC, EXEC_PYTHON -> execBody(env);
			case SANDBOX_EXEC -> sandboxBody(env);
			case COMMANDS, SANDBOX_COMMANDS -> commandsBody(env);
		};
		return Json.writeObject(body);
	}

	private Map<String, Object> execBody(Map<String, String> env) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put((this.kind == ExecKind.PYTHON) ? "code" : "command", this.text);
		putIfSet(body, "timeout", timeoutSeconds());
		putIfSet(body, "working_dir", this.options.getWorkingDirectory());
		if (!env.isEmpty()) {
			body.put("env", env);
		}
		return body;
	}

	private Map<String, Object> sandboxBody(Map<String, String> env) {
		Map<String, Object> body = new LinkedHashMap<>();
		if (this.kind == ExecKind.PYTHON) {
			body.put("command", RUN_CODE);
			env.put(CODE, this.text);
		}
		else {
			body.put("command", this.text);
		}
		body.put("timeout", seconds(timeout()));
		putIfSet(body, "cwd", this.options.getWorkingDirectory());
		if (!env.isEmpty()) {
			body.put("env", env);
		}
		return body;
	}

	private Map<String, Object> commandsBody(Map<String, String> env) {
		Map<String, Object> body = new LinkedHashMap<>();
		String exports = ShellQuoting.exports(env);
		String command = exports.isEmpty() ? this.text : readExports(exports) + this.text;
		Assert.isTrue(size(command) <= MAX_COMMAND_BYTES,
				"A command with stdin, or with a timeout over 300 s, must not exceed 65,536 bytes; send a longer script "
						+ "by the stdin of a session (spawn), or start a job");
		body.put("command", command);
		putIfSet(body, "timeout_seconds", timeoutSeconds());
		putIfSet(body, "cwd", this.options.getWorkingDirectory());
		if (!exports.isEmpty() || this.options.getStdin() != null) {
			String stdin = exports + Objects.requireNonNullElse(this.options.getStdin(), "");
			Assert.isTrue(size(stdin) <= MAX_STDIN_BYTES,
					"The environment and the stdin of a command with stdin, or with a timeout over 300 s, must not exceed "
							+ "32,768 bytes together; use a session (spawn) or a job");
			body.put("stdin", stdin);
		}
		return body;
	}

	private static void putIfSet(Map<String, Object> body, String field, @Nullable Object value) {
		if (value != null) {
			body.put(field, value);
		}
	}

	private @Nullable Long timeoutSeconds() {
		Duration timeout = this.options.getTimeout();
		return (timeout != null) ? seconds(timeout) : null;
	}

	private static long seconds(Duration timeout) {
		return timeout.plusNanos(999_999_999).toSeconds();
	}

	/**
	 * Return a command that reads the environment from the beginning of stdin: the route
	 * has no field for it, and any user of the computer can see commands in the list of
	 * processes. {@code dd} with one byte per block does not read beyond it.
	 */
	private static String readExports(String exports) {
		return "miosa_env=$(dd bs=1 count=" + size(exports)
				+ " 2>/dev/null) || exit 127; eval \"$miosa_env\"; unset miosa_env; ";
	}

	private static int size(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

	@Override
	public String toString() {
		return this.kind + " on computer " + this.computerId;
	}

}
