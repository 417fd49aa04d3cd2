package ai.miosa.spring.test.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends a small body with its length, and a larger one in chunks.
 */
final class ResponseStream extends OutputStream {

	private static final int CHUNK = 64 * 1024;

	private final Exchange exchange;

	private final Answer answer;

	private final byte[] buffer = new byte[CHUNK];

	private int count;

	private boolean begun;

	ResponseStream(Exchange exchange, Answer answer) {
		this.exchange = exchange;
		this.answer = answer;
	}

	@Override
	public void write(int value) throws IOException {
		write(new byte[] { (byte) value }, 0, 1);
	}

	@Override
	public void write(byte[] bytes, int offset, int length) throws IOException {
		for (int done = 0; done < length;) {
			if (this.count == CHUNK) {
				sendChunk();
			}
			int part = Math.min(length - done, CHUNK - this.count);
			System.arraycopy(bytes, offset + done, this.buffer, this.count, part);
			this.count += part;
			done += part;
		}
	}

	// Sends events as they come. A writer of JSON flushes as well, when it is done
	@Override
	public void flush() throws IOException {
		if (this.answer.isStream() && this.count > 0) {
			sendChunk();
		}
	}

	private void sendChunk() throws IOException {
		if (!this.begun) {
			this.begun = true;
			this.exchange.begin(this.answer, -1);
		}
		this.exchange.write(this.buffer, 0, this.count);
		this.count = 0;
	}

	// Send the rest and end the response; not close(), which a writer that failed would
	// call too.
	void end() {
		if (this.begun) {
			this.exchange.end(this.buffer, 0, this.count);
		}
		else {
			this.exchange.sendWhole(this.answer, this.buffer, this.count);
		}
	}

}
