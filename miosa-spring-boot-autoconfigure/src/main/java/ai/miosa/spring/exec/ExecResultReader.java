package ai.miosa.spring.exec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.MiosaMalformedResponseException;

/**
 * Reads an {@link ExecResult} from any of the result shapes that the platform sends.
 */
final class ExecResultReader {

	private ExecResultReader() {
	}

	static ExecResult read(ExecKind kind, ApiResponse response) {
		JsonNode result = response.unwrap("data", "result");
		JsonNode exitCode = result.path("exit_code");
		if (!exitCode.isIntegralNumber() || !exitCode.canConvertToInt()) {
			throw new MiosaMalformedResponseException(kind + " got a result without an exit code", response.info());
		}
		String stdout = text(result, "stdout");
		String stderr = text(result, "stderr");
		String output = text(result, "output");
		return new ExecResult(exitCode.intValue(), (output != null) ? output : join(stdout, stderr), stdout, stderr,
				response.info().requestId());
	}

	private static @Nullable String text(JsonNode node, String name) {
		JsonNode value = node.path(name);
		return value.isString() ? value.stringValue() : null;
	}

	private static String join(@Nullable String stdout, @Nullable String stderr) {
		return ((stdout != null) ? stdout : "") + ((stderr != null) ? stderr : "");
	}

}
