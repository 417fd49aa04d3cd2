package ai.miosa.spring.session;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;

/**
 * Loss of a session, which ended without a known exit code. The command was started, and
 * its outcome is unknown. The exception contains the output that was received but not
 * read.
 */
public class MiosaSessionLostException extends MiosaException {

	private final Reason reason;

	private final CapturedOutput stdout;

	private final CapturedOutput stderr;

	/**
	 * Create an exception for a lost session.
	 * @param reason why the exit code is not known
	 * @param message what happened
	 * @param computerId the computer that the command ran on
	 * @param stdout the unread output of stdout
	 * @param stderr the unread output of stderr
	 * @param cause the cause, if there is one
	 */
	public MiosaSessionLostException(Reason reason, String message, String computerId, CapturedOutput stdout,
			CapturedOutput stderr, @Nullable Throwable cause) {
		super(message, computerId, true, cause);
		this.reason = reason;
		this.stdout = stdout;
		this.stderr = stderr;
	}

	/**
	 * Return why the exit code is not known.
	 * @return the reason
	 */
	public Reason getReason() {
		return this.reason;
	}

	/**
	 * Return the unread output of stdout.
	 * @return the output that was received but not read
	 */
	public CapturedOutput getStdout() {
		return this.stdout;
	}

	/**
	 * Return the unread output of stderr.
	 * @return the output that was received but not read
	 */
	public CapturedOutput getStderr() {
		return this.stderr;
	}

	/**
	 * Why an exit code is not known.
	 */
	public enum Reason {

		/**
		 * The connection broke.
		 */
		CONNECTION_LOST,

		/**
		 * The server closed the connection without sending an exit code.
		 */
		NO_EXIT_CODE,

		/**
		 * The server sent an exit code that cannot be read.
		 */
		MALFORMED_EXIT_CODE,

		/**
		 * The server violated the WebSocket protocol.
		 */
		PROTOCOL_VIOLATION,

		/**
		 * The server sent a WebSocket frame of more than 16 MiB.
		 */
		FRAME_TOO_LONG,

		/**
		 * Nothing was received within the keep-alive timeout.
		 */
		KEEP_ALIVE_TIMEOUT,

		/**
		 * The output handler or port listener of the session failed.
		 */
		HANDLER_FAILED,

		/**
		 * The session was closed by this application before the command ended.
		 */
		CLOSED

	}

}
