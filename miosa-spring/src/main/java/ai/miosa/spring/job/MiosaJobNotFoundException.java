package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * A job that the computer does not know: it was never started, or has been removed since.
 */
public class MiosaJobNotFoundException extends MiosaException {

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param computerId the computer of the job
	 */
	public MiosaJobNotFoundException(String message, String computerId) {
		super(message, computerId, true, null);
	}

}
