package ai.miosa.spring.boot.autoconfigure.support;

/**
 * Missing or invalid configuration. At startup, its description and action are shown
 * instead of a stack trace.
 */
public final class MiosaConfigurationException extends RuntimeException {

	private final String description;

	private final String action;

	/**
	 * Create an exception for configuration that is missing or not valid.
	 * @param description what is wrong, without any value that may be secret
	 * @param action how to correct it
	 */
	public MiosaConfigurationException(String description, String action) {
		super(description + " " + action);
		this.description = description;
		this.action = action;
	}

	/**
	 * Return what is wrong.
	 * @return the description
	 */
	public String getDescription() {
		return this.description;
	}

	/**
	 * Return how to correct it.
	 * @return the action
	 */
	public String getAction() {
		return this.action;
	}

}
