package ai.miosa.spring.session;

/**
 * The session protocols that the platform speaks.
 */
public enum SessionProtocol {

	/**
	 * {@code miosa-exec-v1}: binary frames, stdout and stderr apart, every exit code. The
	 * default.
	 */
	EXEC_V1,

	/**
	 * {@code exec-ws}: raw output, the exit code in the close code. Working directory,
	 * environment and arguments cannot be carried, and only the exit codes 0, 1, 3 and 7
	 * to 14 can be told.
	 */
	EXEC_WS

}
