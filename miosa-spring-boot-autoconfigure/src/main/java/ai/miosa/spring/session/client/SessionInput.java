package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.util.Assert;

import ai.miosa.spring.session.protocol.SessionEncoder;

/**
 * Sends stdin: whole writes one after the other, cut into frames.
 */
final class SessionInput {

	private static final int FRAME = 32 * 1024;

	private final SessionEncoder encoder;

	private final SessionChannel channel;

	private final SessionPulse pulse;

	private final SessionStatistics statistics;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean closed;

	private volatile boolean sessionEnded;

	SessionInput(SessionEncoder encoder, SessionChannel channel, SessionPulse pulse, SessionStatistics statistics) {
		this.encoder = encoder;
		this.channel = channel;
		this.pulse = pulse;
		this.statistics = statistics;
	}

	void write(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		this.lock.lock();
		try {
			checkOpen();
			for (int sent = 0; sent < length;) {
				int part = Math.min(FRAME, length - sent);
				// Counted first: the command may end the session before send() returns
				this.statistics.stdin(part);
				this.channel.send(this.encoder.stdin(bytes, offset + sent, part));
				this.pulse.sent();
				sent += part;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkOpen() {
		checkSession();
		Assert.state(!this.closed, "Stdin has been closed");
	}

	void checkSession() {
		Assert.state(!this.sessionEnded, "The session has ended");
	}

	void close() throws IOException {
		this.lock.lock();
		try {
			if (!this.closed) {
				checkSession();
				this.closed = true;
				this.channel.send(this.encoder.endOfStdin());
				this.pulse.sent();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void resize(TerminalSize size) throws IOException {
		checkSession();
		this.channel.send(this.encoder.resize(size.columns(), size.rows()));
		this.pulse.sent();
	}

	/**
	 * Take note that the session has ended.
	 */
	void end() {
		this.sessionEnded = true;
	}

	OutputStream stream() {
		return new StdinStream();
	}

	/**
	 * Stdin as a stream.
	 */
	private final class StdinStream extends OutputStream {

		@Override
		public void write(int single) throws IOException {
			write(new byte[] { (byte) single }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			try {
				SessionInput.this.write(bytes, offset, length);
			}
			catch (IllegalStateException ex) {
				throw new IOException(ex.getMessage(), ex);
			}
		}

		@Override
		public void close() throws IOException {
			if (!SessionInput.this.sessionEnded) {
				SessionInput.this.close();
			}
		}

	}

}
