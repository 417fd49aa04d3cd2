package ai.miosa.spring;

/**
 * Report that the key may not do this (HTTP 403). The command did not run.
 */
public class MiosaPermissionException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 */
	public MiosaPermissionException(String message, ApiFailure failure) {
		super(message, failure, false, null);
	}

}
