package ai.miosa.spring.computer;

import java.util.Locale;

/**
 * The kinds of machines that the platform offers.
 */
public enum ComputerKind {

	/**
	 * A computer, which exists until it is destroyed. The server can stop it when it is
	 * idle, but never destroys it.
	 */
	COMPUTER,

	/**
	 * A sandbox, which the platform recommends for running code. The server destroys it
	 * at the end of its lifetime.
	 */
	SANDBOX;

	/**
	 * Return the name in lower case, as it appears in messages and tags.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
