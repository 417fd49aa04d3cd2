package ai.miosa.spring.exec;

/**
 * The failures after which it is known that a command did not run, so that it is sent
 * again.
 */
public enum RetryReason {

	/**
	 * The connection was never established.
	 */
	CONNECTION,

	/**
	 * The API refused the request with 429.
	 */
	RATE_LIMITED,

	/**
	 * The computer is still booting.
	 */
	STARTING

}
