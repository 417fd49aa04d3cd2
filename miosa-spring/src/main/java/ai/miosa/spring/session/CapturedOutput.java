package ai.miosa.spring.session;

import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

/**
 * Output of one stream that was not read: at most its first and its last 64 KiB, and its
 * total length. Immutable.
 */
public final class CapturedOutput implements Serializable {

	private final byte[] head;

	private final byte[] tail;

	private final long totalBytes;

	/**
	 * Create a captured output.
	 * @param head the beginning
	 * @param tail the end, which does not overlap with the beginning
	 * @param totalBytes the length of the whole output in bytes
	 */
	public CapturedOutput(byte[] head, byte[] tail, long totalBytes) {
		this.head = head;
		this.tail = tail;
		this.totalBytes = totalBytes;
	}

	/**
	 * Return the number of bytes that were received.
	 * @return the number of bytes, including those that were not kept
	 */
	public long totalBytes() {
		return this.totalBytes;
	}

	/**
	 * Return whether bytes between the beginning and the end were not kept.
	 * @return whether the output was truncated
	 */
	public boolean truncated() {
		return this.totalBytes > this.head.length + this.tail.length;
	}

	/**
	 * Return the bytes that were kept. If the output was truncated, the end immediately
	 * follows the beginning.
	 * @return the bytes
	 */
	public byte[] bytes() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(this.head.length + this.tail.length);
		bytes.writeBytes(this.head);
		bytes.writeBytes(this.tail);
		return bytes.toByteArray();
	}

	/**
	 * Return the bytes that were kept as text, with a line in place of missing bytes.
	 * Bytes that are not UTF-8 become U+FFFD.
	 * @return the text
	 */
	public String text() {
		if (!truncated()) {
			return new String(bytes(), StandardCharsets.UTF_8);
		}
		long missing = this.totalBytes - this.head.length - this.tail.length;
		return new String(this.head, StandardCharsets.UTF_8) + "\n[" + missing + " bytes not kept]\n"
				+ new String(this.tail, StandardCharsets.UTF_8);
	}

	@Override
	public String toString() {
		return "CapturedOutput[" + this.totalBytes + " bytes, truncated=" + truncated() + "]";
	}

}
