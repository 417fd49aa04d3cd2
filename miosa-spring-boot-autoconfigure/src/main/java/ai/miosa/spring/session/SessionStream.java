package ai.miosa.spring.session;

/**
 * Tell a command's output streams apart.
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
