package ai.miosa.spring.session;

/**
 * The session protocols of the platform.
 */
public enum SessionProtocol {

	/**
	 * {@code miosa-exec-v1}: binary frames, separate stdout and stderr, all exit codes.
	 * The default.
	 */
	EXEC_V1,

	/**
	 * {@code exec-ws}: raw output, with the exit code in the close code. Supports neither
	 * a working directory, an environment nor arguments, and only the exit codes 0, 1, 3
	 * and 7 to 14.
	 */
	EXEC_WS

}
