package ai.miosa.spring;

import java.util.Map;

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

	/**
	 * Return commands that export variables, to put ahead of others.
	 * @param env the variables, whose names need no quoting
	 * @return the commands, each ended by a semicolon
	 */
	public static String exports(Map<String, String> env) {
		StringBuilder exports = new StringBuilder();
		env.forEach(
				(name, value) -> exports.append("export ").append(name).append('=').append(quote(value)).append("; "));
		return exports.toString();
	}

}
