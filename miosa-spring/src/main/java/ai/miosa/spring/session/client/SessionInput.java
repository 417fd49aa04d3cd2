package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.protocol.OutgoingMessage;
import ai.miosa.spring.session.protocol.SessionEncoder;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * The sending half of a session: whole writes to stdin one after the other, cut into
 * frames.
 */
final class SessionInput {

	private static final int FRAME = 32 * 1024;

	private final SessionEncoder encoder;

	private final WebSocketConnection connection;

	private final SessionStatistics statistics;

	private final @Nullable Duration writeTimeout;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean closed;

	private volatile boolean sessionEnded;

	SessionInput(SessionEncoder encoder, WebSocketConnection connection, SessionStatistics statistics,
			@Nullable Duration writeTimeout) {
		this.encoder = encoder;
		this.connection = connection;
		this.statistics = statistics;
		this.writeTimeout = writeTimeout;
	}

	void write(byte[] bytes, int offset, int length) throws IOException {
		Objects.checkFromIndexSize(offset, length, bytes.length);
		lock();
		try {
			checkOpen();
			for (int sent = 0; sent < length;) {
				int part = Math.min(FRAME, length - sent);
				OutgoingMessage message = this.encoder.stdin(bytes, offset + sent, part);
				// Counted first: the command may end the session before send() returns
				this.statistics.stdin(part);
				send(message);
				sent += part;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lock() throws InterruptedIOException {
		try {
			this.lock.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted, nothing was sent");
		}
	}

	private void send(OutgoingMessage message) throws IOException {
		if (message instanceof OutgoingMessage.Binary binary) {
			this.connection.send(binary.payload(), this.writeTimeout);
		}
		else if (message instanceof OutgoingMessage.Text text) {
			this.connection.send(text.payload(), this.writeTimeout);
		}
		else {
			this.connection.closeOutput();
		}
	}

	private void checkOpen() {
		checkSession();
		Assert.state(!this.closed, "Stdin has been closed");
	}

	private void checkSession() {
		Assert.state(!this.sessionEnded, "The session has ended");
	}

	void close() throws IOException {
		lock();
		try {
			if (!this.closed) {
				checkSession();
				send(this.encoder.endOfStdin());
				// Not before: if the thread is interrupted, nothing has been sent
				this.closed = true;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send what the protocol requires first.
	 * @param size the initial size of the pseudo-terminal, or {@code null} without one
	 */
	void start(@Nullable TerminalSize size) throws IOException {
		OutgoingMessage first = (size != null) ? this.encoder.start(size) : null;
		if (first != null) {
			send(first);
		}
	}

	/**
	 * Send a size. It does not wait for a write to stdin that is under way.
	 */
	void resize(TerminalSize size) throws IOException {
		checkSession();
		send(this.encoder.resize(size));
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
