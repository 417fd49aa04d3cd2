package ai.miosa.spring;

/**
 * Report a missing or rejected API key (HTTP 401). The command did not run.
 */
public class MiosaAuthenticationException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public MiosaAuthenticationException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
