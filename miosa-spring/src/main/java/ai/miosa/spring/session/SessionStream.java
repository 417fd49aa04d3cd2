package ai.miosa.spring.session;

/**
 * The output streams of a command.
 */
public enum SessionStream {

	/**
	 * Standard output; with a pseudo-terminal, all output.
	 */
	STDOUT,

	/**
	 * Standard error. A session with a pseudo-terminal has none.
	 */
	STDERR

}
