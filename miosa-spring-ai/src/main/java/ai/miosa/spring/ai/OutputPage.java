package ai.miosa.spring.ai;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/**
 * A piece of output that begins where the one before has ended.
 *
 * @param text the text, without control sequences
 * @param size the number of bytes that it was decoded from
 */
record OutputPage(String text, int size) {

	/**
	 * Decode a page.
	 * @param bytes the bytes
	 * @param last whether there are no more, so that a character at the end which is not
	 * whole is not left for the next page
	 */
	static OutputPage of(byte[] bytes, boolean last) {
		ByteBuffer source = ByteBuffer.wrap(bytes);
		CharBuffer text = CharBuffer.allocate(bytes.length);
		OutputExcerpt.decoder().decode(source, text, last);
		return new OutputPage(OutputExcerpt.clean(text.flip().toString()), source.position());
	}

}
