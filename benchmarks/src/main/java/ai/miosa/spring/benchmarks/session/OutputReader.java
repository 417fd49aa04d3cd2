package ai.miosa.spring.benchmarks.session;

/**
 * A way of reading output, with the client that it belongs to.
 *
 * @param client the client
 * @param reading opens a session and reads its output to the end
 */
public record OutputReader(AutoCloseable client, Reading reading) implements AutoCloseable {

	/**
	 * Read all output of a command.
	 * @param frame the bytes in a frame
	 * @param count the number of frames
	 * @return the number of bytes that were read
	 * @throws Exception if they cannot be read
	 */
	public long read(int frame, long count) throws Exception {
		long bytes = this.reading.read("stream " + frame + " " + count, frame);
		if (bytes < frame * count) {
			throw new IllegalStateException(bytes + " bytes of " + frame * count);
		}
		return bytes;
	}

	@Override
	public void close() throws Exception {
		this.client.close();
	}

	/**
	 * Opens a session and reads its output to the end.
	 */
	interface Reading {

		/**
		 * Read.
		 * @param command the command
		 * @param frame the bytes in a frame
		 * @return the number of bytes
		 */
		long read(String command, int frame) throws Exception;

	}

}
