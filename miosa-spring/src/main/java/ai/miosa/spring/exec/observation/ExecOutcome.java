package ai.miosa.spring.exec.observation;

import java.util.Locale;

/**
 * The ways an execution can end.
 */
public enum ExecOutcome {

	/**
	 * The exit code is 0.
	 */
	SUCCESS,

	/**
	 * The exit code is not 0.
	 */
	FAILURE,

	/**
	 * The call failed.
	 */
	ERROR,

	/**
	 * Time ran out, here or on the server.
	 */
	TIMEOUT,

	/**
	 * The caller gave up.
	 */
	CANCELLED,

	/**
	 * A session ended without an exit code.
	 */
	LOST;

	/**
	 * Return the name as it appears in tags.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
