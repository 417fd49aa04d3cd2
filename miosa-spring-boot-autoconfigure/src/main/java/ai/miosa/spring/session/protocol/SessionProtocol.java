package ai.miosa.spring.session.protocol;

/**
 * The session protocols that the platform speaks.
 */
public enum SessionProtocol {

	/**
	 * {@code miosa-exec-v1}: binary frames, stdout and stderr apart, every exit code. The
	 * default.
	 */
	EXEC_V1(new ExecV1Codec()),

	/**
	 * {@code exec-ws}: raw output, the exit code in the close code. Working directory,
	 * environment and arguments cannot be carried, and only the exit codes 0, 1, 3 and 7
	 * to 14 can be told.
	 */
	EXEC_WS(new ExecWsCodec());

	private final SessionCodec codec;

	SessionProtocol(SessionCodec codec) {
		this.codec = codec;
	}

	/**
	 * Return what encodes and decodes this protocol.
	 * @return the codec
	 */
	public SessionCodec codec() {
		return this.codec;
	}

}
