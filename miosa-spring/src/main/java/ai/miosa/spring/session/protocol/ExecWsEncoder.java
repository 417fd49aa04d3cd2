package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;

import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Encodes {@code exec-ws} messages. Stdin is sent as text, so a character that is split
 * between two writes is sent with the second.
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
			throw new IllegalArgumentException("Stdin must be UTF-8, because the exec-ws protocol carries it as text");
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
