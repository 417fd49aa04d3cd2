package ai.miosa.spring;

/**
 * Report that the tenant has no such computer (HTTP 404). The command did not run.
 */
public class ComputerNotFoundException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public ComputerNotFoundException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
