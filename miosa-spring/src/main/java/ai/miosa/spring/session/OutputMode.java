package ai.miosa.spring.session;

/**
 * How the output of a session without an output handler is read.
 */
public enum OutputMode {

	/**
	 * The first and the last 64 KiB of each stream are kept for
	 * {@link MiosaSession#captured(SessionStream)}; the command is never blocked. The
	 * default.
	 */
	CAPTURED,

	/**
	 * Output is read from the session's streams, readers or {@code Flux}. Output that is
	 * not read applies back-pressure to the command.
	 */
	STREAMED

}
