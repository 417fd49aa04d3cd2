package ai.miosa.spring;

/**
 * Report a response larger than the client accepts. The command has run; its output was
 * not kept.
 */
public class MiosaOutputTooLargeException extends MiosaException {

	private final long limit;

	/**
	 * Create an exception for an API response.
	 * @param message what happened
	 * @param failure what the API said
	 * @param limit the largest response accepted, in bytes
	 */
	public MiosaOutputTooLargeException(String message, ApiFailure failure, long limit) {
		super(message, failure, true, null);
		this.limit = limit;
	}

	/**
	 * Return the largest response accepted.
	 * @return the limit in bytes
	 */
	public long getLimit() {
		return this.limit;
	}

}
