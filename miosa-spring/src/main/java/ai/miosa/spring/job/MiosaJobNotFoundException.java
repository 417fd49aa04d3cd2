package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * Rejection because the computer does not know the job: it was never started, or it has
 * been removed.
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
