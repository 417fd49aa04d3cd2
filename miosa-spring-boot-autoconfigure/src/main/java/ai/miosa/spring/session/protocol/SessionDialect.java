package ai.miosa.spring.session.protocol;

/**
 * Choose between the session protocols that the platform speaks.
 */
public enum SessionDialect {

	/**
	 * {@code miosa-exec-v1}: binary frames, stdout and stderr apart, every exit code. The
	 * default.
	 */
	EXEC_V1(new ExecV1Protocol()),

	/**
	 * {@code exec-ws}: raw output, the exit code in the close code. Working directory,
	 * environment and arguments cannot be carried, and only the exit codes 0, 1, 3 and 7
	 * to 11 can be told: the protocol knows those to 14, but Tomcat's client reports
	 * their close codes as a protocol error.
	 */
	EXEC_WS(new ExecWsProtocol());

	private final SessionProtocol protocol;

	SessionDialect(SessionProtocol protocol) {
		this.protocol = protocol;
	}

	/**
	 * Return the protocol.
	 * @return the protocol of this dialect
	 */
	public SessionProtocol protocol() {
		return this.protocol;
	}

}
