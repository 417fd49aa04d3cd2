package ai.miosa.spring.job;

import java.nio.ByteBuffer;

import ai.miosa.spring.session.SessionStream;

/**
 * A piece of a job's output. A piece may begin or end within a character.
 *
 * @param stream the stream it belongs to
 * @param offset the offset of its first byte in that stream
 * @param data the bytes, never empty. The buffer belongs to the receiver and is not
 * reused
 */
public record JobOutput(SessionStream stream, long offset, ByteBuffer data) {

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
		return "JobOutput[" + this.stream + " at " + this.offset + ", " + size() + " bytes]";
	}

}
