package ai.miosa.spring.exec;

/**
 * Reasons for which a command is sent again. After each of these failures, it is known
 * not to have run.
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
