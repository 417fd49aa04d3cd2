package ai.miosa.spring.test;

import java.util.Set;

/**
 * An interactive session that is open, to look at and to make things happen to. Safe for
 * use by many threads.
 *
 * @see MiosaLocalComputer#sessions()
 */
public interface LiveSession {

	/**
	 * Return the command as it was sent.
	 * @return the command, without its arguments
	 */
	String command();

	/**
	 * Return the process the session runs.
	 * @return the process id
	 */
	long pid();

	/**
	 * Return every process the session has started that is alive.
	 * @return the process ids, {@link #pid()} among them while it is alive
	 */
	Set<Long> pids();

	/**
	 * Tell the client that a port was opened: a {@code 0x10} message. Has no effect on
	 * {@code exec-ws}.
	 * @param port the port
	 */
	void openPort(int port);

	/**
	 * Tell the client that a port was closed: a {@code 0x11} message. Has no effect on
	 * {@code exec-ws}.
	 * @param port the port
	 */
	void closePort(int port);

	/**
	 * Drop the connection, and kill the command.
	 * @param end how the connection ends
	 */
	void drop(ConnectionEnd end);

}
