package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * An answer about jobs that has broken off or cannot be understood.
 */
class JobAnswerException extends MiosaException {

	JobAnswerException(String message) {
		super(message, true, null);
	}

}
