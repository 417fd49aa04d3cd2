package ai.miosa.spring.text;

import java.util.Map;

/**
 * Quoting for a POSIX shell.
 */
public final class ShellQuoting {

	private ShellQuoting() {
	}

	/**
	 * Quote a text as one word that the shell does not expand.
	 * @param text the text, without NUL
	 * @return the quoted text
	 */
	public static String quote(String text) {
		return "'" + text.replace("'", "'\\''") + "'";
	}

	/**
	 * Return the commands that export variables, to be prepended to a command.
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
