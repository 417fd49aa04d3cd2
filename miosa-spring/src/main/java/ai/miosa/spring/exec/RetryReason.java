package ai.miosa.spring.exec;

/**
 * The failures after which a command is known not to have run, so that it is sent again.
 */
public enum RetryReason {

	/**
	 * The connection was never established.
	 */
	CONNECTION,

	/**
	 * The API rejected the request with 429.
	 */
	RATE_LIMITED,

	/**
	 * The computer is still booting.
	 */
	STARTING,

	/**
	 * The API reported, with any other failure, that nothing was done.
	 */
	NOTHING_DONE

}
