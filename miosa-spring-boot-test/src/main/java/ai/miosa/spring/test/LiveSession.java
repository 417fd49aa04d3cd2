package ai.miosa.spring.test;

import java.util.Set;

/**
 * Open interactive session, for inspection and manipulation by tests. Safe for use by
 * many threads.
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
	 * Return the process of the session.
	 * @return the process id
	 */
	long pid();

	/**
	 * Return the live processes of the session.
	 * @return the process ids, including {@link #pid()} while it is alive
	 */
	Set<Long> pids();

	/**
	 * Report an opened port to the client, with a {@code 0x10} message. Has no effect on
	 * {@code exec-ws}.
	 * @param port the port
	 */
	void openPort(int port);

	/**
	 * Report a closed port to the client, with a {@code 0x11} message. Has no effect on
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
