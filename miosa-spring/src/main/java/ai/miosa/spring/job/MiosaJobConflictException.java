package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * Rejection of a start because its id belongs to a job with another command, environment
 * or directory. The command of this start did not run.
 */
public class MiosaJobConflictException extends MiosaException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param computerId the computer of the job
	 */
	public MiosaJobConflictException(String message, String computerId) {
		super(message, computerId, false, null);
	}

}
