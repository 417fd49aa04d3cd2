package ai.miosa.spring.exec;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * Failure of a command that ran: it ended with a non-zero exit code or was killed at its
 * timeout. Thrown only by {@link ExecResult#orThrow()}.
 */
public class ExecFailedException extends MiosaException {

	private final ExecResult result;

	/**
	 * Create an exception for a result.
	 * @param result the result, whose output is omitted from the message
	 */
	public ExecFailedException(ExecResult result) {
		super(describe(result), result.computerId(), true, null);
		this.result = result;
	}

	private static String describe(ExecResult result) {
		String end = result.timedOut() ? " was killed at its timeout" : " failed with exit code " + result.exitCode();
		return result.kind() + end + ((result.requestId() != null) ? " (request id " + result.requestId() + ")" : "");
	}

	/**
	 * Return how the command ended.
	 * @return the result
	 */
	public ExecResult getResult() {
		return this.result;
	}

	@Override
	public @Nullable String getRequestId() {
		return this.result.requestId();
	}

}
