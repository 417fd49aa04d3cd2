package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

/**
 * A WebSocket connection on a Netty channel that is read on demand, sends with a timeout,
 * and closes without blocking. Thread-safe.
 */
public final class WebSocketConnection {

	private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");

	/**
	 * How long to wait for the peer's close frame, or until a peer that does not read
	 * accepts ours.
	 */
	private static final long CLOSE_MILLIS = 1000;

	private static final long ABORT_MILLIS = 100;

	private final Channel channel;

	private final FrameWriter writer;

	private final AtomicBoolean outputClosed = new AtomicBoolean();

	private volatile @Nullable CloseReason receivedClose;

	private volatile boolean closeAnswered;

	private WebSocketConnection(Channel channel) {
		this.channel = channel;
		this.writer = new FrameWriter(channel);
	}

	/**
	 * Open a connection on a channel whose protocol has been switched.
	 * @param ctx the context of the handler that has switched it
	 * @param session the session that is notified of what the connection receives
	 * @param subprotocol the subprotocol, or {@code null} for none
	 */
	static WebSocketConnection open(ChannelHandlerContext ctx, JakartaSession session, @Nullable String subprotocol) {
		WebSocketConnection connection = new WebSocketConnection(ctx.channel());
		ctx.pipeline().addLast(new Utf8FrameValidator(false), new FrameHandler(connection, session));
		ctx.pipeline().remove(ctx.handler());
		session.open(connection, subprotocol);
		return connection;
	}

	/**
	 * Return the connection of a session that Spring's client has opened.
	 * @param session the session
	 * @return the connection
	 */
	public static WebSocketConnection of(WebSocketSession session) {
		Session nativeSession = ((NativeWebSocketSession) session).getNativeSession(Session.class);
		Assert.state(nativeSession != null, "The session is not open");
		return ((JakartaSession) Proxy.getInvocationHandler(nativeSession)).connection();
	}

	/**
	 * Set whether to read from the socket. At most one more socket read is delivered
	 * after reading is suspended. Messages and the end of the connection are detected
	 * only while reading.
	 * @param reading whether to read
	 */
	public void setReading(boolean reading) {
		execute(() -> this.channel.config().setAutoRead(reading));
	}

	/**
	 * Run a task on the event loop that delivers this connection's messages, or on the
	 * current thread if it is the event loop's or the event loop has ended.
	 * @param task the task, which must not block
	 */
	public void execute(Runnable task) {
		EventLoop eventLoop = this.channel.eventLoop();
		if (eventLoop.inEventLoop()) {
			task.run();
			return;
		}
		try {
			eventLoop.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.run();
		}
	}

	/**
	 * Return the event loop that delivers this connection's messages. Its tasks must not
	 * block.
	 * @return the event loop, shared with other connections
	 */
	public ScheduledExecutorService eventLoop() {
		return this.channel.eventLoop();
	}

	/**
	 * Send a binary message. Blocks while the peer does not read what was sent before.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no limit
	 * @throws java.io.InterruptedIOException if the thread is interrupted: nothing was
	 * sent, and the thread's interrupt status is set
	 * @throws java.net.SocketTimeoutException if there was no progress in time
	 * @throws IOException if the connection accepts no more messages
	 * @throws IllegalStateException if this thread must not block and would have to wait
	 */
	public void send(ByteBuffer message, @Nullable Duration timeout) throws IOException {
		send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)), timeout);
	}

	/**
	 * Send a text message, like {@link #send(ByteBuffer, Duration)}.
	 * @param message the message
	 * @param timeout the longest wait without progress, or {@code null} for no limit
	 * @throws IOException as for a binary message
	 */
	public void send(String message, @Nullable Duration timeout) throws IOException {
		send(new TextWebSocketFrame(message), timeout);
	}

	private void send(WebSocketFrame frame, @Nullable Duration timeout) throws IOException {
		try {
			this.writer.awaitRoom(timeout);
			if (this.outputClosed.get()) {
				throw new IOException("The connection accepts no more messages");
			}
		}
		catch (IOException | RuntimeException ex) {
			frame.release();
			throw ex;
		}
		this.writer.write(frame);
	}

	/**
	 * Return whether a message can be sent without blocking.
	 * @return whether there is room
	 */
	public boolean isWritable() {
		return !this.writer.isBlocked();
	}

	/**
	 * Send a ping unless the peer does not read what was sent before. Never blocks.
	 */
	public void ping() {
		if (isWritable() && !this.outputClosed.get()) {
			this.channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), this.channel.voidPromise());
		}
	}

	/**
	 * Send a close frame with code 1000 and continue to read. Nothing can be sent after
	 * it.
	 */
	public void closeOutput() {
		sendClose(NORMAL);
	}

	/**
	 * Send a close frame unless one has been sent. Never blocks.
	 */
	private void sendClose(CloseReason reason) {
		if (this.outputClosed.compareAndSet(false, true)) {
			this.channel
				.writeAndFlush(new CloseWebSocketFrame(reason.getCloseCode().getCode(), reason.getReasonPhrase()));
		}
	}

	/**
	 * Fail the connection because the peer has violated the protocol.
	 */
	void fail(int code) {
		sendClose(new CloseReason(CloseCodes.getCloseCode(code), ""));
		this.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
		closeSoon();
	}

	/**
	 * Return whether a close frame has been sent.
	 * @return whether this side has closed its output
	 */
	public boolean isOutputClosed() {
		return this.outputClosed.get();
	}

	/**
	 * Send a close frame and close the connection when the peer has answered it, or after
	 * a second. Never blocks.
	 */
	public void end() {
		execute(() -> close(NORMAL));
	}

	/**
	 * Send a close frame and close the connection without waiting for the peer's. Never
	 * blocks.
	 */
	public void abort() {
		execute(() -> {
			boolean flushed = this.channel.isWritable();
			sendClose(NORMAL);
			if (flushed) {
				this.channel.close();
			}
			else {
				closeWithin(ABORT_MILLIS);
			}
		});
	}

	/**
	 * Close the connection a second later, unless the peer closes it first.
	 */
	void closeSoon() {
		closeWithin(CLOSE_MILLIS);
	}

	private void closeWithin(long millis) {
		try {
			Future<?> closing = this.channel.eventLoop().schedule(this::closeNow, millis, TimeUnit.MILLISECONDS);
			this.channel.closeFuture().addListener((closed) -> closing.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			// An event loop ends after its channels have been closed
		}
	}

	private void closeNow() {
		if (this.channel.isWritable()) {
			this.channel.close();
		}
		else {
			EventLoops.closeNow(this.channel);
		}
	}

	/**
	 * Record the peer's close frame and answer it.
	 */
	void closeReceived(CloseReason reason) {
		this.closeAnswered = isOutputClosed();
		this.receivedClose = reason;
		sendClose((reason.getCloseCode() == CloseCodes.NO_STATUS_CODE) ? NORMAL
				: new CloseReason(reason.getCloseCode(), ""));
		closeSoon();
	}

	/**
	 * Return the close frame that was received from the peer.
	 * @return its code and reason, with {@code NO_STATUS_CODE} for a frame without a
	 * code, or {@code null} if none was received
	 */
	public @Nullable CloseReason getReceivedClose() {
		return this.receivedClose;
	}

	/**
	 * Return whether this side had sent a close frame before it received the peer's,
	 * which may then be only its answer.
	 * @return whether this side was the first to close
	 */
	public boolean isCloseAnswered() {
		return this.closeAnswered;
	}

	boolean isOpen() {
		return this.channel.isActive() && !this.outputClosed.get();
	}

	/**
	 * Send a close frame and wait up to a second, in the background, for the peer's.
	 * @param reason the reason, or {@code null} for a normal end
	 */
	void close(@Nullable CloseReason reason) {
		sendClose((reason != null) ? reason : NORMAL);
		closeSoon();
	}

}
