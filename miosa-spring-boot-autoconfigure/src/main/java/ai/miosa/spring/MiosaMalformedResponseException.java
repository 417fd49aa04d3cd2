package ai.miosa.spring;

/**
 * Report a successful status whose body is not an exec result, such as one without
 * {@code exit_code}. The command may have run.
 */
public class MiosaMalformedResponseException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what is wrong with the body
	 * @param failure what the API said
	 */
	public MiosaMalformedResponseException(String message, ApiFailure failure) {
		super(message, failure, true, null);
	}

}
