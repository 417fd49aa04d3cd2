package ai.miosa.spring.exec.engine;

import java.time.Duration;

import org.springframework.util.Assert;

import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;

/**
 * The API's routes for one-shot executions. Their limits and defaults are those of the
 * API reference.
 */
enum ExecRoute {

	/**
	 * Bash without stdin.
	 */
	EXEC("/computers/{id}/exec", Duration.ofSeconds(30)),

	/**
	 * Python.
	 */
	EXEC_PYTHON("/computers/{id}/exec/python", Duration.ofSeconds(30)),

	/**
	 * Bash with stdin, or with a timeout over 300 s.
	 */
	COMMANDS("/computers/{id}/commands", Duration.ofSeconds(60)),

	/**
	 * Bash or python without stdin in a sandbox. A timeout is always sent, because the
	 * server's default is unknown.
	 */
	SANDBOX_EXEC("/sandboxes/{id}/exec", Duration.ofSeconds(30)),

	/**
	 * Bash with stdin in a sandbox.
	 */
	SANDBOX_COMMANDS("/sandboxes/{id}/commands", Duration.ofSeconds(60));

	private static final Duration MAX_EXEC_TIMEOUT = Duration.ofSeconds(300);

	private final String uriTemplate;

	private final Duration defaultTimeout;

	ExecRoute(String uriTemplate, Duration defaultTimeout) {
		this.uriTemplate = uriTemplate;
		this.defaultTimeout = defaultTimeout;
	}

	/**
	 * Return the route that can carry an execution.
	 * @param kind what runs the text
	 * @param sandbox whether it runs in a sandbox
	 * @param options the options, merged with the defaults
	 * @throws IllegalArgumentException if no route can carry it
	 */
	static ExecRoute of(ExecKind kind, boolean sandbox, ExecOptions options) {
		boolean hasStdin = options.getStdin() != null;
		boolean isLong = options.getTimeout() != null && options.getTimeout().compareTo(MAX_EXEC_TIMEOUT) > 0;
		if (kind != ExecKind.PYTHON && sandbox) {
			return hasStdin ? SANDBOX_COMMANDS : SANDBOX_EXEC;
		}
		if (kind != ExecKind.PYTHON) {
			return (hasStdin || isLong) ? COMMANDS : EXEC;
		}
		Assert.isTrue(!hasStdin, "A python script has no stdin; run python3 in a session (spawn) instead");
		if (sandbox) {
			return SANDBOX_EXEC;
		}
		Assert.isTrue(!isLong,
				"The timeout of a python script must not exceed 300 s; run python3 with bash (at most 600 s), in a "
						+ "session (spawn) or in a job");
		return EXEC_PYTHON;
	}

	/**
	 * Return whether the route carries stdin but no environment.
	 */
	boolean isOfCommands() {
		return this == COMMANDS || this == SANDBOX_COMMANDS;
	}

	/**
	 * Return whether the route is for sandboxes.
	 */
	boolean isOfSandbox() {
		return this == SANDBOX_EXEC || this == SANDBOX_COMMANDS;
	}

	/**
	 * Return the URI below the base URL, with the computer's id as a variable.
	 */
	String uriTemplate() {
		return this.uriTemplate;
	}

	/**
	 * Return the timeout that applies if none is sent.
	 */
	Duration defaultTimeout() {
		return this.defaultTimeout;
	}

}
