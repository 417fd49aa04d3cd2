package ai.miosa.spring.session.protocol;

/**
 * Translate between a session and the WebSocket messages that carry it. Implementations
 * are stateless and safe for use by many threads; the encoder and the decoder of one
 * connection are not.
 */
public interface SessionCodec {

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
