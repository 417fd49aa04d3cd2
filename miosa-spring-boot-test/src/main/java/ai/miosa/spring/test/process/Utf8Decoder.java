package ai.miosa.spring.test.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes a stream of UTF-8 piece by piece: a character split between two pieces stays
 * whole, and bytes that are not UTF-8 become U+FFFD.
 */
public final class Utf8Decoder {

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
		.onMalformedInput(CodingErrorAction.REPLACE)
		.onUnmappableCharacter(CodingErrorAction.REPLACE);

	private ByteBuffer rest = ByteBuffer.allocate(0);

	public CharBuffer decode(byte[] bytes, int length) {
		ByteBuffer input = ByteBuffer.allocate(this.rest.remaining() + length).put(this.rest);
		input.put(bytes, 0, length).flip();
		CharBuffer text = CharBuffer.allocate(input.remaining());
		this.decoder.decode(input, text, false);
		this.rest = input;
		return text.flip();
	}

	public CharBuffer end() {
		CharBuffer text = CharBuffer.allocate(this.rest.remaining() + 1);
		this.decoder.decode(this.rest, text, true);
		this.decoder.flush(text);
		return text.flip();
	}

}
