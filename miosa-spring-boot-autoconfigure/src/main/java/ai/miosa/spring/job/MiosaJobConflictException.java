package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * A start whose id belongs to a job with another command, environment or directory. The
 * command of this start did not run.
 */
public class MiosaJobConflictException extends MiosaException {

	/**
	 * Create an exception.
	 * @param message what happened
	 */
	public MiosaJobConflictException(String message) {
		super(message, false, null);
	}

}
