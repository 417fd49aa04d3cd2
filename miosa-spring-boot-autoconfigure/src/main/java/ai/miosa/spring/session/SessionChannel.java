package ai.miosa.spring.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;

import ai.miosa.spring.session.protocol.OutgoingMessage;

/**
 * The sending half of a session's connection.
 */
final class SessionChannel {

	private static final long CLOSE_SEND_MILLIS = 100;

	private static final long PEER_CLOSE_MILLIS = 1000;

	private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, null);

	private final WsSession connection;

	private final ReentrantLock lock = new ReentrantLock();

	private volatile boolean outputClosed;

	SessionChannel(WsSession connection) {
		this.connection = connection;
	}

	/**
	 * Send a message. Waits while the peer does not take it.
	 * @param message the message
	 */
	void send(OutgoingMessage message) throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			// Tomcat would answer the interrupt by closing the connection
			throw new InterruptedIOException("The thread is interrupted, nothing was sent");
		}
		this.lock.lock();
		try {
			TomcatSilence.<IOException>run(() -> sendNow(message));
		}
		catch (IllegalStateException ex) {
			throw new IOException("The connection is closed", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void sendNow(OutgoingMessage message) throws IOException {
		if (message instanceof OutgoingMessage.Binary binary) {
			this.connection.getBasicRemote().sendBinary(binary.payload());
		}
		else if (message instanceof OutgoingMessage.Text text) {
			this.connection.getBasicRemote().sendText(text.payload());
		}
		else {
			closeOutput();
		}
	}

	void ping() throws IOException {
		TomcatSilence.<IOException>run(() -> this.connection.getBasicRemote().sendPing(ByteBuffer.allocate(0)));
	}

	boolean isSending() {
		return this.lock.isLocked();
	}

	/**
	 * Send a close frame and go on reading until the peer closes.
	 */
	private void closeOutput() {
		this.outputClosed = true;
		this.connection.getUserProperties().put(Constants.SESSION_CLOSE_TIMEOUT_PROPERTY, TimeUnit.DAYS.toMillis(1));
		this.connection.doClose(NORMAL, NORMAL);
	}

	boolean isOutputClosed() {
		return this.outputClosed;
	}

	boolean isClosed() {
		return this.connection.isClosed();
	}

	/**
	 * Close after the peer has said all. The peer closes too.
	 */
	void close() {
		close(false);
	}

	/**
	 * Close without waiting for the peer, whose close frame could not be read while
	 * output is held back.
	 */
	void abort() {
		close(true);
	}

	private void close(boolean now) {
		if (this.outputClosed) {
			// What Tomcat does when the peer's close frame arrives
			this.connection.onClose(NORMAL);
			return;
		}
		try {
			this.connection.getUserProperties().put(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, CLOSE_SEND_MILLIS);
			this.connection.getUserProperties().put(Constants.SESSION_CLOSE_TIMEOUT_PROPERTY, PEER_CLOSE_MILLIS);
		}
		catch (IllegalStateException ex) {
			return; // closed already
		}
		TomcatSilence.<RuntimeException>run(() -> this.connection.doClose(NORMAL, NORMAL, now));
	}

}
