package ai.miosa.spring;

/**
 * Report that the computer is stopped (HTTP 409). The command did not run.
 */
public class ComputerNotRunningException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public ComputerNotRunningException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
