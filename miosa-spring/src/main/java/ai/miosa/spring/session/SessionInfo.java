package ai.miosa.spring.session;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Information about a session, without its command and data.
 *
 * @param id the session's id, unique in this application
 * @param computerId the computer it runs on
 * @param state its state
 * @param created the time at which it was opened
 * @param lastActivity the time at which stdin was last sent or output last received
 * @param stdinBytes the bytes sent to stdin
 * @param stdoutBytes the bytes received from stdout
 * @param stderrBytes the bytes received from stderr
 * @param terminalSize the size of the pseudo-terminal, or {@code null} without one
 */
public record SessionInfo(String id, String computerId, State state, Instant created, Instant lastActivity,
		long stdinBytes, long stdoutBytes, long stderrBytes, @Nullable TerminalSize terminalSize) {

	/**
	 * State of a session.
	 */
	public enum State {

		/**
		 * The command is running, as far as is known.
		 */
		OPEN,

		/**
		 * The command has ended and its exit code is known.
		 */
		EXITED,

		/**
		 * The session has ended and the exit code is not known.
		 */
		LOST

	}

}
