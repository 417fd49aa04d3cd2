package ai.miosa.spring.session;

/**
 * How the output of a session without an output handler is read. Chosen when the session
 * is opened.
 */
public enum OutputMode {

	/**
	 * The first and the last 64 KiB of each stream are kept for
	 * {@link MiosaSession#captured(SessionStream)}; nothing ever holds the command back.
	 * The default.
	 */
	CAPTURED,

	/**
	 * Output waits, for as long as it takes, to be read from the session's streams,
	 * readers or {@code Flux}. Output that is not read holds the command back on the
	 * computer.
	 */
	STREAMED

}
