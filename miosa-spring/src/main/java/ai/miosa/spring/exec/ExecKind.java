package ai.miosa.spring.exec;

import java.util.Locale;

/**
 * The kinds of execution.
 */
public enum ExecKind {

	/**
	 * A bash command that runs to its end.
	 */
	BASH,

	/**
	 * A python script that runs to its end.
	 */
	PYTHON,

	/**
	 * An interactive session.
	 */
	SPAWN;

	/**
	 * Return the name in lower case, as it appears in messages, tags and spans.
	 */
	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
