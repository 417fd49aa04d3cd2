package ai.miosa.spring.test.http;

/**
 * Writes the body of an error.
 */
@FunctionalInterface
public interface ErrorFormat {

	/**
	 * Write a body.
	 * @param error the error
	 * @param requestId the id of the request that failed
	 * @return the body
	 */
	byte[] write(ApiException error, String requestId);

}
