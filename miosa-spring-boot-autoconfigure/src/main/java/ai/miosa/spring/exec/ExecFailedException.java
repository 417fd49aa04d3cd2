package ai.miosa.spring.exec;

import ai.miosa.spring.MiosaException;

/**
 * Report a command that ran and ended with a non-zero exit code. Raised by
 * {@link ExecResult#orThrow()} alone.
 */
public class ExecFailedException extends MiosaException {

	private final transient ExecResult result;

	/**
	 * Create an exception for a result.
	 * @param result the result, which the message describes without its contents
	 */
	public ExecFailedException(ExecResult result) {
		super("The command failed: " + result, null, true, null);
		this.result = result;
	}

	/**
	 * Return how the command ended.
	 * @return the result
	 */
	public ExecResult getResult() {
		return this.result;
	}

}
