package ai.miosa.spring.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Decodes UTF-8 that arrives in buffers. A character that is split between two buffers is
 * decoded with the second. Not thread-safe.
 */
public final class Utf8Decoder {

	private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

	private ByteBuffer rest = ByteBuffer.allocate(0);

	private Utf8Decoder(CodingErrorAction onMalformedInput) {
		this.decoder.onMalformedInput(onMalformedInput);
	}

	/**
	 * Return a decoder that replaces malformed bytes by U+FFFD.
	 * @return the decoder
	 */
	public static Utf8Decoder replacing() {
		return new Utf8Decoder(CodingErrorAction.REPLACE);
	}

	/**
	 * Return a decoder that rejects malformed bytes.
	 * @return the decoder
	 */
	public static Utf8Decoder rejecting() {
		return new Utf8Decoder(CodingErrorAction.REPORT);
	}

	/**
	 * Decode bytes that are not the last ones.
	 * @param bytes the bytes, which are consumed
	 * @return the characters that are complete, possibly none
	 * @throws IllegalArgumentException if this decoder rejects malformed bytes and these
	 * are malformed. These bytes are dropped, those of earlier calls are not
	 */
	public String decode(ByteBuffer bytes) {
		return decode(bytes, false);
	}

	/**
	 * Decode bytes. After the last ones, the decoder can be used for another text.
	 * @param bytes the bytes, which are consumed
	 * @param last whether these bytes end the text
	 * @return the characters that are complete, possibly none
	 * @throws IllegalArgumentException if this decoder rejects malformed bytes and these
	 * are malformed. These bytes are dropped, those of earlier calls are not
	 */
	public String decode(ByteBuffer bytes, boolean last) {
		ByteBuffer in = bytes;
		if (this.rest.hasRemaining()) {
			in = ByteBuffer.allocate(this.rest.remaining() + bytes.remaining())
				.put(this.rest.duplicate())
				.put(bytes)
				.flip();
		}
		CharBuffer out = CharBuffer.allocate(in.remaining());
		if (this.decoder.reset().decode(in, out, last).isError()) {
			throw new IllegalArgumentException("The bytes are not UTF-8");
		}
		this.rest = ByteBuffer.allocate(in.remaining()).put(in).flip();
		return out.flip().toString();
	}

}
