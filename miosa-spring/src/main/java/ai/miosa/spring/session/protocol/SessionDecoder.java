package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * A decoder that turns the messages of one session, which may come in parts, into events.
 * Not safe for use by many threads at a time.
 */
public interface SessionDecoder {

	/**
	 * Decode a part of a binary message.
	 * @param part the bytes; an output event keeps them without a copy
	 * @param last whether this part ends the message
	 * @return what the part means, or {@code null} if it means nothing (yet)
	 */
	@Nullable SessionEvent binary(ByteBuffer part, boolean last);

	/**
	 * Decode a part of a text message.
	 * @param part the text
	 * @param last whether this part ends the message
	 * @return what the part means, or {@code null} if it means nothing
	 */
	@Nullable SessionEvent text(String part, boolean last);

	/**
	 * Decode the peer's close frame.
	 * @param code the close code (RFC 6455, section 7.4)
	 * @param reason the reason phrase, possibly empty
	 * @return the exit if the close tells it, or {@code null}
	 */
	@Nullable SessionEvent closed(int code, String reason);

}
