package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.protocol.OutgoingMessage;
import ai.miosa.spring.session.protocol.SessionEncoder;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * Sends the input of a session. Each write to stdin is split into frames, which are not
 * interleaved with those of other writes.
 */
final class SessionInput {

	private static final int FRAME = 32 * 1024;

	private final SessionEncoder encoder;

	private final WebSocketConnection connection;

	private final SessionStatistics statistics;

	private final @Nullable Duration writeTimeout;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean closed;

	private final SessionEnd end;

	SessionInput(SessionEncoder encoder, WebSocketConnection connection, SessionStatistics statistics,
			@Nullable Duration writeTimeout, SessionEnd end) {
		this.encoder = encoder;
		this.connection = connection;
		this.statistics = statistics;
		this.writeTimeout = writeTimeout;
		this.end = end;
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
		Assert.state(!this.end.isEnded(), "The session has ended");
	}

	void close() throws IOException {
		lock();
		try {
			if (!this.closed) {
				checkSession();
				send(this.encoder.endOfStdin());
				// Not earlier, because nothing is sent if the thread is interrupted
				this.closed = true;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Send the first message, if the protocol requires one.
	 * @param size the initial size of the pseudo-terminal, or {@code null} without one
	 */
	void start(@Nullable TerminalSize size) throws IOException {
		OutgoingMessage first = (size != null) ? this.encoder.start(size) : null;
		if (first != null) {
			send(first);
		}
	}

	/**
	 * Send a new size, without waiting for a write to stdin that is in progress.
	 */
	void resize(TerminalSize size) throws IOException {
		checkSession();
		send(this.encoder.resize(size));
	}

	/**
	 * Run an operation that sends, and convert its failures to exceptions of the public
	 * API.
	 */
	void send(Sending sending) {
		try {
			sending.run();
		}
		catch (SocketTimeoutException ex) {
			throw new MiosaTimeoutException(
					"The command has not read its stdin for " + this.writeTimeout + " (miosa.session.write-timeout)",
					this.end.getComputerId(), true, null);
		}
		catch (InterruptedIOException ex) {
			throw new MiosaException("Interrupted before everything was sent", this.end.getComputerId(), true, ex);
		}
		catch (IOException ex) {
			Assert.state(this.end.getState() != SessionInfo.State.EXITED, "The session has ended");
			throw new MiosaConnectionException("The connection of the session accepts no more stdin",
					this.end.getComputerId(), true, ex);
		}
	}

	OutputStream stream() {
		return new StdinStream();
	}

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
			if (!SessionInput.this.end.isEnded()) {
				SessionInput.this.close();
			}
		}

	}

	/**
	 * Operation that sends.
	 */
	interface Sending {

		void run() throws IOException;

	}

}
