package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.websocket.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a session uses it: reading on demand, sending with a timeout, and an
 * end that never waits. Safe for use by many threads.
 */
public interface WebSocketConnection {

	/**
	 * Set whether to read from the socket. At most one socket read beyond this call is
	 * delivered. Messages and the end of the connection are noticed only while reading.
	 * @param reading whether to read
	 */
	void setReading(boolean reading);

	/**
	 * Run a task on the event loop that delivers this connection's messages, or here and
	 * now if this is the event loop or the loops have ended.
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
	 * Send a binary message. Waits while the peer does not take what was sent before.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no bound
	 * @throws java.io.InterruptedIOException if the thread is interrupted: nothing was
	 * sent then, and the thread's interrupt status is set
	 * @throws WriteTimeoutException if there was no progress in time
	 * @throws IOException if the connection takes no more messages
	 * @throws IllegalStateException if this thread must not block and would have to wait
	 */
	void send(ByteBuffer message, @Nullable Duration timeout) throws IOException;

	/**
	 * Send a text message. As {@link #send(ByteBuffer, Duration)}.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no bound
	 * @throws IOException as above
	 */
	void send(String message, @Nullable Duration timeout) throws IOException;

	/**
	 * Return whether the peer takes what is sent, so that a sender would not wait.
	 * @return whether there is room
	 */
	boolean isWritable();

	/**
	 * Send a ping unless the peer does not take what was sent before. Never waits.
	 */
	void ping();

	/**
	 * Send a close frame with code 1000 and go on reading. Nothing can be sent after it.
	 */
	void closeOutput();

	/**
	 * Return whether a close frame has been sent.
	 * @return whether this side has closed its output
	 */
	boolean isOutputClosed();

	/**
	 * Send a close frame and end the connection when the peer has answered it, or soon.
	 * Never waits.
	 */
	void end();

	/**
	 * Send a close frame and end the connection without waiting for anything, the peer's
	 * close frame included.
	 */
	void abort();

	/**
	 * Return the close frame that was received from the peer.
	 * @return its code and reason, with {@code NO_STATUS_CODE} for a frame without a
	 * code, or {@code null} if none was received
	 */
	@Nullable CloseReason getReceivedClose();

	/**
	 * Return whether the close frame that was received came after one of this side, so
	 * that it may be no more than the answer.
	 * @return whether this side was the first to close
	 */
	boolean isCloseAnswered();

}
