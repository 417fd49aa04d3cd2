package ai.miosa.spring.job;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * An answer about jobs that has broken off or cannot be understood.
 */
class JobAnswerException extends MiosaException {

	JobAnswerException(String message, @Nullable String computerId) {
		super(message, computerId, true, null);
	}

}
