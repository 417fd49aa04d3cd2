package ai.miosa.spring.session;

import java.nio.ByteBuffer;

/**
 * Piece of a command's output, exactly as the computer sent it. A piece may begin or end
 * within a character.
 *
 * @param stream the stream it belongs to
 * @param data the bytes, never empty. The buffer belongs to the receiver and is not
 * reused
 */
public record SessionOutput(SessionStream stream, ByteBuffer data) {

	/**
	 * Return the number of bytes that are left in the buffer.
	 * @return the number of bytes
	 */
	public int size() {
		return this.data.remaining();
	}

	/**
	 * Copy the bytes that are left in the buffer. The buffer is not changed.
	 * @return the bytes
	 */
	public byte[] bytes() {
		byte[] bytes = new byte[size()];
		this.data.get(this.data.position(), bytes);
		return bytes;
	}

	@Override
	public String toString() {
		return "SessionOutput[" + this.stream + ", " + size() + " bytes]";
	}

}
