package ai.miosa.spring.boot.autoconfigure;

/**
 * Configuration that the MIOSA support cannot start with. The message and the action are
 * shown in place of a stack trace.
 */
public final class MiosaConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Create an exception for configuration that is missing or not valid.
	 * @param message what is wrong, without any value that may be secret
	 * @param action how to correct it
	 */
	public MiosaConfigurationException(String message, String action) {
		super(message);
		this.action = action;
	}

	/**
	 * Return how to correct the configuration.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
