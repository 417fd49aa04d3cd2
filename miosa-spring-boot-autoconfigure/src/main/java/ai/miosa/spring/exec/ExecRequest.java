package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.Json;

/**
 * A checked one-shot execution.
 *
 * @param kind what runs the text
 * @param computerId the computer to run it on
 * @param text the command or code
 * @param options the options, merged with the defaults
 */
record ExecRequest(ExecKind kind, String computerId, String text, ExecOptions options) {

	/**
	 * What the server takes for a timeout that is left out, according to the API
	 * reference.
	 */
	private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(30);

	ExecRequest {
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(text, kind.description());
	}

	Duration timeout() {
		return (this.options.getTimeout() != null) ? this.options.getTimeout() : SERVER_TIMEOUT;
	}

	/**
	 * Return the body as the API takes it; an option that is not set is left out.
	 * @param extraEnv variables to add to those of the options
	 */
	byte[] body(Map<String, String> extraEnv) {
		Map<String, Object> body = new LinkedHashMap<>();
		body.put(this.kind.field(), this.text);
		if (this.options.getTimeout() != null) {
			body.put("timeout", this.options.getTimeout().plusNanos(999_999_999).toSeconds());
		}
		if (this.options.getWorkingDirectory() != null) {
			body.put("working_dir", this.options.getWorkingDirectory());
		}
		Map<String, String> env = new LinkedHashMap<>(extraEnv);
		env.putAll(this.options.getEnv());
		if (!env.isEmpty()) {
			body.put("env", env);
		}
		return Json.writeObject(body);
	}

	ApiCall call() {
		return new ApiCall(this.kind.toString(), this.computerId);
	}

	@Override
	public String toString() {
		return this.kind + " on computer " + this.computerId;
	}

}
