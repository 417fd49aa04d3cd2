package ai.miosa.spring.exec;

import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;

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
	STARTING,

	/**
	 * The API said of any other failure that nothing was done.
	 */
	NOTHING_DONE;

	static RetryReason of(MiosaException failure) {
		if (failure instanceof MiosaRateLimitedException) {
			return RATE_LIMITED;
		}
		if (failure instanceof ComputerStartingException) {
			return STARTING;
		}
		return (failure.getStatus() != null) ? NOTHING_DONE : CONNECTION;
	}

}
