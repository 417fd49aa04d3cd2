package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

import ai.miosa.spring.session.TerminalSize;

/**
 * Encodes {@code exec-ws} messages. Stdin travels as text, so that a character cut in two
 * by the caller's buffer waits here for its other half.
 */
final class ExecWsEncoder implements SessionEncoder {

	private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

	private byte[] rest = {};

	@Override
	public OutgoingMessage start(TerminalSize size) {
		return resize(size);
	}

	@Override
	public OutgoingMessage stdin(byte[] bytes, int offset, int length) {
		ByteBuffer in = ByteBuffer.allocate(this.rest.length + length).put(this.rest).put(bytes, offset, length).flip();
		CharBuffer out = CharBuffer.allocate(in.remaining());
		CoderResult result = this.utf8.reset().decode(in, out, false);
		if (result.isError()) {
			throw new IllegalArgumentException("The exec-ws protocol carries stdin as text: it must be UTF-8");
		}
		this.rest = new byte[in.remaining()];
		in.get(this.rest);
		return new OutgoingMessage.Text(out.flip().toString());
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
