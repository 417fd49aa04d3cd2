package ai.miosa.spring;

/**
 * Report a failure on the server's side (HTTP 5xx) or an answer that is no API answer,
 * such as a redirect. After a 5xx the command may have run.
 */
public class MiosaServerException extends MiosaException {

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 * @param mayHaveRun whether the command may have run
	 */
	public MiosaServerException(String message, ApiFailure failure, boolean mayHaveRun) {
		super(message, failure, mayHaveRun, null);
	}

}
