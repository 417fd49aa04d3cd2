package ai.miosa.spring.session.protocol;

import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOutput;

/**
 * Receives the decoded messages of a {@link SessionDecoder}.
 */
public interface SessionEvents {

	/**
	 * Receive output.
	 * @param output the output
	 */
	void output(SessionOutput output);

	/**
	 * Receive the end of the command.
	 * @param code the exit code as sent, which may be negative
	 */
	void exited(int code);

	/**
	 * Receive an exit whose code cannot be read.
	 * @param reason what is wrong with it
	 */
	void malformedExit(String reason);

	/**
	 * Receive a port event.
	 * @param event the event
	 * @param size the size of its message in bytes
	 */
	void port(PortEvent event, int size);

}
