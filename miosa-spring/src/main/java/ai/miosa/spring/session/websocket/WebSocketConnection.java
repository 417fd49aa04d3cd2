package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * A WebSocket connection that is read on demand, sends with a timeout, and closes without
 * blocking. Thread-safe.
 */
public interface WebSocketConnection {

	/**
	 * Return the connection of a session that Spring's client has opened.
	 * @param session the session
	 * @return the connection
	 */
	static WebSocketConnection of(WebSocketSession session) {
		Session nativeSession = ((NativeWebSocketSession) session).getNativeSession(Session.class);
		Assert.state(nativeSession != null, "The session is not open");
		return ((JakartaSession) Proxy.getInvocationHandler(nativeSession)).connection();
	}

	/**
	 * Set whether to read from the socket. At most one more socket read is delivered
	 * after reading is switched off. Messages and the end of the connection are noticed
	 * only while reading.
	 * @param reading whether to read
	 */
	void setReading(boolean reading);

	/**
	 * Run a task on the event loop that delivers this connection's messages, or on the
	 * current thread if it is the event loop's or the event loop has ended.
	 * @param task the task, which must not block
	 */
	void execute(Runnable task);

	/**
	 * Return the event loop that delivers this connection's messages. Its tasks must not
	 * block.
	 * @return the event loop, shared with other connections
	 */
	ScheduledExecutorService eventLoop();

	/**
	 * Send a binary message. Blocks while the peer does not read what was sent before.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no limit
	 * @throws java.io.InterruptedIOException if the thread is interrupted: nothing was
	 * sent, and the thread's interrupt status is set
	 * @throws WriteTimeoutException if there was no progress in time
	 * @throws IOException if the connection takes no more messages
	 * @throws IllegalStateException if this thread must not block and would have to wait
	 */
	void send(ByteBuffer message, @Nullable Duration timeout) throws IOException;

	/**
	 * Send a text message, like {@link #send(ByteBuffer, Duration)}.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no limit
	 * @throws IOException as for a binary message
	 */
	void send(String message, @Nullable Duration timeout) throws IOException;

	/**
	 * Return whether a message can be sent without blocking.
	 * @return whether there is room
	 */
	boolean isWritable();

	/**
	 * Send a ping unless the peer does not read what was sent before. Never blocks.
	 */
	void ping();

	/**
	 * Send a close frame with code 1000 and continue to read. Nothing can be sent after
	 * it.
	 */
	void closeOutput();

	/**
	 * Return whether a close frame has been sent.
	 * @return whether this side has closed its output
	 */
	boolean isOutputClosed();

	/**
	 * Send a close frame and close the connection when the peer has answered it, or after
	 * a second. Never blocks.
	 */
	void end();

	/**
	 * Send a close frame and close the connection without waiting for the peer's. Never
	 * blocks.
	 */
	void abort();

	/**
	 * Return the close frame that was received from the peer.
	 * @return its code and reason, with {@code NO_STATUS_CODE} for a frame without a
	 * code, or {@code null} if none was received
	 */
	@Nullable CloseReason getReceivedClose();

	/**
	 * Return whether this side had sent a close frame before it received the peer's,
	 * which may then be a mere answer.
	 * @return whether this side was the first to close
	 */
	boolean isCloseAnswered();

}
