package ai.miosa.spring.session.protocol;

import ai.miosa.spring.session.SessionProtocol;

/**
 * A translator between a session and the WebSocket messages that carry it.
 * Implementations are stateless and safe for use by many threads; the encoder and the
 * decoder of one connection are not.
 */
public interface SessionCodec {

	/**
	 * Return the codec of a protocol.
	 * @param protocol the protocol
	 * @return what encodes and decodes it
	 */
	static SessionCodec of(SessionProtocol protocol) {
		return switch (protocol) {
			case EXEC_V1 -> new ExecV1Codec();
			case EXEC_WS -> new ExecWsCodec();
		};
	}

	/**
	 * Return the upgrade request that starts a command.
	 * @param request the command and its surroundings
	 * @return what to ask for
	 * @throws IllegalArgumentException if this protocol cannot carry something that the
	 * request asks for
	 */
	UpgradeRequest upgrade(SessionRequest request);

	/**
	 * Return a new encoder.
	 * @return the encoder of one connection
	 */
	SessionEncoder newEncoder();

	/**
	 * Return a new decoder.
	 * @return the decoder of one connection
	 */
	SessionDecoder newDecoder();

}
