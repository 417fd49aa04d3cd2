package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;

/**
 * A message to the computer.
 */
public sealed interface OutgoingMessage {

	/**
	 * A binary message.
	 *
	 * @param payload the payload
	 */
	record Binary(ByteBuffer payload) implements OutgoingMessage {
	}

	/**
	 * A text message.
	 *
	 * @param payload the payload
	 */
	record Text(String payload) implements OutgoingMessage {

		@Override
		public String toString() {
			return "Text[" + this.payload.length() + " characters]";
		}

	}

	/**
	 * A close frame. Nothing can be sent after it, but output may still arrive.
	 */
	record Close() implements OutgoingMessage {
	}

}
