package ai.miosa.spring;

/**
 * Report that the API refused the request as invalid (HTTP 400, 422 and other client
 * errors). The command did not run.
 */
public class MiosaInvalidRequestException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public MiosaInvalidRequestException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
