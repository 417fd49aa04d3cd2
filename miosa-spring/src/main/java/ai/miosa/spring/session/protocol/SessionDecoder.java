package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;

/**
 * Decodes the messages of one session, which may arrive in parts. Not thread-safe.
 */
public interface SessionDecoder {

	/**
	 * Decode a part of a binary message.
	 * @param part the bytes, which output keeps without copying
	 * @param last whether this part ends the message
	 */
	void binary(ByteBuffer part, boolean last);

	/**
	 * Decode a part of a text message.
	 * @param part the text
	 * @param last whether this part ends the message
	 */
	void text(String part, boolean last);

	/**
	 * Decode the peer's close frame.
	 * @param code the close code (RFC 6455, section 7.4)
	 */
	void closed(int code);

}
