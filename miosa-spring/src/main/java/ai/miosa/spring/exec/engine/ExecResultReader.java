package ai.miosa.spring.exec.engine;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.api.ApiResponse;
import ai.miosa.spring.exec.ExecResult;

/**
 * Reads an {@link ExecResult} in any shape that the platform sends.
 */
final class ExecResultReader {

	private ExecResultReader() {
	}

	static ExecResult read(Execution execution, ApiResponse response) {
		ApiResponse result = response.unwrap("data", "result");
		Integer exitCode = result.integer("exit_code");
		if (exitCode == null) {
			throw result.malformed("a result without an exit code");
		}
		String stdout = result.text("stdout");
		String stderr = result.text("stderr");
		String output = result.text("output");
		boolean combined = stdout == null && output != null;
		return new ExecResult(execution.kind(), execution.computerId(), exitCode,
				(output != null) ? output : orEmpty(stdout) + orEmpty(stderr),
				orEmpty((stdout != null) ? stdout : output), orEmpty(stderr), combined, result.flag("timed_out"),
				result.flag("stdout_truncated") || result.flag("stderr_truncated"), result.hasReplacedBytes(),
				result.requestId());
	}

	private static String orEmpty(@Nullable String text) {
		return (text != null) ? text : "";
	}

}
