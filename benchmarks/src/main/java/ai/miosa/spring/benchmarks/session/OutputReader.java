package ai.miosa.spring.benchmarks.session;

/**
 * A way of reading output, with the client that it belongs to.
 *
 * @param client the client
 * @param reading opens a session and reads its output to the end
 */
public record OutputReader(AutoCloseable client, Reading reading) implements AutoCloseable {

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

		long read(String command, int frame) throws Exception;

	}

}
