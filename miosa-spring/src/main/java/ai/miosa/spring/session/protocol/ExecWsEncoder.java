package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;

import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Encodes {@code exec-ws} messages. Stdin travels as text, so that a character that is
 * split between two writes is sent with the second.
 */
final class ExecWsEncoder implements SessionEncoder {

	private final Utf8Decoder utf8 = Utf8Decoder.rejecting();

	@Override
	public OutgoingMessage start(TerminalSize size) {
		return resize(size);
	}

	@Override
	public OutgoingMessage stdin(byte[] bytes, int offset, int length) {
		try {
			return new OutgoingMessage.Text(this.utf8.decode(ByteBuffer.wrap(bytes, offset, length)));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("The exec-ws protocol carries stdin as text: it must be UTF-8");
		}
	}

	@Override
	public OutgoingMessage endOfStdin() {
		return new OutgoingMessage.Close();
	}

	@Override
	public OutgoingMessage resize(TerminalSize size) {
		return new OutgoingMessage.Text(
				"{\"type\":\"resize\",\"cols\":" + size.columns() + ",\"rows\":" + size.rows() + "}");
	}

}
