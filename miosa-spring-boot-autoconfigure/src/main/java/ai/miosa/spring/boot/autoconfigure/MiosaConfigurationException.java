package ai.miosa.spring.boot.autoconfigure;

/**
 * Reports configuration that MIOSA cannot start with, and how to mend it.
 */
final class MiosaConfigurationException extends RuntimeException {

	private final String action;

	MiosaConfigurationException(String message, String action) {
		super(message);
		this.action = action;
	}

	String getAction() {
		return this.action;
	}

}
