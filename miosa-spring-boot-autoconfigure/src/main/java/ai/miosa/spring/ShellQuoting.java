package ai.miosa.spring;

/**
 * Quoting for a POSIX shell. Internal: public because the packages that build commands
 * share it.
 */
public final class ShellQuoting {

	private ShellQuoting() {
	}

	/**
	 * Return a text as one word that the shell takes as it is.
	 * @param text the text, without NUL
	 * @return the quoted text
	 */
	public static String quote(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

}
