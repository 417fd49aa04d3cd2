package ai.miosa.spring;

/**
 * Report that the organization is out of credit (HTTP 402). The command did not run.
 */
public class MiosaInsufficientCreditsException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public MiosaInsufficientCreditsException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
