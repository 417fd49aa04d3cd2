package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
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
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket connection on a Netty channel.
 */
final class NettyWebSocketConnection implements WebSocketConnection {

	private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");

	/**
	 * How long to wait for the peer's close frame, or for a peer that does not read to
	 * take ours.
	 */
	private static final long CLOSE_MILLIS = 1000;

	private static final long ABORT_MILLIS = 100;

	private final Channel channel;

	private final FrameWriter writer;

	private final AtomicBoolean outputClosed = new AtomicBoolean();

	private volatile @Nullable CloseReason receivedClose;

	private volatile boolean closeAnswered;

	private NettyWebSocketConnection(Channel channel) {
		this.channel = channel;
		this.writer = new FrameWriter(channel);
	}

	/**
	 * Open a connection on a channel whose protocol has been switched.
	 * @param ctx the context of the handler that has switched it
	 * @param session the session that is notified of what the connection receives
	 * @param subprotocol the subprotocol, or {@code null} for none
	 */
	static NettyWebSocketConnection open(ChannelHandlerContext ctx, JakartaSession session,
			@Nullable String subprotocol) {
		NettyWebSocketConnection connection = new NettyWebSocketConnection(ctx.channel());
		ctx.pipeline().addLast(new Utf8FrameValidator(false), new FrameHandler(connection, session));
		ctx.pipeline().remove(ctx.handler());
		session.open(connection, subprotocol);
		return connection;
	}

	@Override
	public void setReading(boolean reading) {
		execute(() -> this.channel.config().setAutoRead(reading));
	}

	@Override
	public void execute(Runnable task) {
		EventLoop eventLoop = eventLoop();
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

	@Override
	public EventLoop eventLoop() {
		return this.channel.eventLoop();
	}

	@Override
	public void send(ByteBuffer message, @Nullable Duration timeout) throws IOException {
		send(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(message)), timeout);
	}

	@Override
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

	@Override
	public boolean isWritable() {
		return !this.writer.isBlocked();
	}

	@Override
	public void ping() {
		if (isWritable() && !this.outputClosed.get()) {
			this.channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), this.channel.voidPromise());
		}
	}

	@Override
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

	@Override
	public boolean isOutputClosed() {
		return this.outputClosed.get();
	}

	@Override
	public void end() {
		execute(() -> {
			sendClose(NORMAL);
			closeSoon();
		});
	}

	@Override
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
	 * End the connection when the peer has ended it, or soon.
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

	@Override
	public @Nullable CloseReason getReceivedClose() {
		return this.receivedClose;
	}

	@Override
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
