package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.net.URI;
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
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A Jakarta session on a Netty channel.
 */
final class NettyWebSocketSession extends JakartaSession implements WebSocketConnection {

	private static final CloseReason NORMAL = new CloseReason(CloseCodes.NORMAL_CLOSURE, "");

	/**
	 * How long the peer's close frame, or a close frame to a peer that does not read, is
	 * waited for.
	 */
	private static final long CLOSE_MILLIS = 1000;

	private static final long ABORT_MILLIS = 100;

	private final Endpoint endpoint;

	private final EndpointConfig config;

	private final URI uri;

	private final AtomicBoolean outputClosed = new AtomicBoolean();

	private final MessageHandlers messageHandlers = new MessageHandlers();

	private @Nullable Channel channel;

	private @Nullable FrameWriter writer;

	private @Nullable String subprotocol;

	private volatile @Nullable CloseReason receivedClose;

	private volatile boolean closeAnswered;

	private volatile @Nullable CloseReason sentClose;

	NettyWebSocketSession(Endpoint endpoint, EndpointConfig config, URI uri) {
		this.endpoint = endpoint;
		this.config = config;
		this.uri = uri;
	}

	@Override
	public URI getRequestURI() {
		return this.uri;
	}

	@Override
	public void addMessageHandler(MessageHandler handler) {
		this.messageHandlers.add(handler);
	}

	/**
	 * Take over a channel whose protocol has been switched.
	 */
	void open(ChannelHandlerContext ctx, @Nullable String subprotocol, WebSocketHandshake handshake) {
		Channel channel = ctx.channel();
		this.channel = channel;
		this.writer = new FrameWriter(channel);
		this.subprotocol = subprotocol;
		ChannelPipeline pipeline = channel.pipeline();
		pipeline.addLast(new Utf8FrameValidator(false));
		FrameHandler frames = new FrameHandler(this, this.endpoint, this.messageHandlers);
		pipeline.addLast(frames);
		pipeline.remove(ctx.handler());
		this.endpoint.onOpen(this, this.config);
		handshake.complete(this);
	}

	private Channel channel() {
		Channel channel = this.channel;
		Assert.state(channel != null, "The connection is not open yet");
		return channel;
	}

	@Override
	public void setReading(boolean reading) {
		execute(() -> channel().config().setAutoRead(reading));
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
		return channel().eventLoop();
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
		FrameWriter writer = this.writer;
		Assert.state(writer != null, "The connection is not open yet");
		try {
			writer.awaitRoom(timeout);
			if (this.outputClosed.get()) {
				throw new IOException("The connection takes no more messages");
			}
		}
		catch (IOException | RuntimeException ex) {
			frame.release();
			throw ex;
		}
		writer.write(frame);
	}

	@Override
	public boolean isWritable() {
		return channel().isWritable();
	}

	@Override
	public void ping() {
		if (isWritable() && !this.outputClosed.get()) {
			channel().writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), channel().voidPromise());
		}
	}

	@Override
	public void closeOutput() {
		sendClose(NORMAL);
	}

	/**
	 * Send a close frame unless one has been sent. Never waits.
	 */
	private void sendClose(CloseReason reason) {
		if (this.outputClosed.compareAndSet(false, true)) {
			this.sentClose = reason;
			channel().writeAndFlush(new CloseWebSocketFrame(reason.getCloseCode().getCode(), reason.getReasonPhrase()));
		}
	}

	/**
	 * Fail the connection because the peer has violated the protocol.
	 */
	void fail(int code) {
		sendClose(new CloseReason(CloseCodes.getCloseCode(code), ""));
		channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
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
		Channel channel = channel();
		execute(() -> {
			boolean flushed = channel.isWritable();
			sendClose(NORMAL);
			if (flushed) {
				channel.close();
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
		Channel channel = channel();
		try {
			Future<?> closing = channel.eventLoop().schedule(() -> close(channel), millis, TimeUnit.MILLISECONDS);
			channel.closeFuture().addListener((closed) -> closing.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			// An event loop ends after its channels have been closed
		}
	}

	private static void close(Channel channel) {
		if (channel.isWritable()) {
			channel.close();
		}
		else {
			EventLoops.closeNow(channel);
		}
	}

	/**
	 * Take note of the peer's close frame and answer it.
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

	/**
	 * Return what this side has closed the connection with.
	 */
	@Nullable CloseReason getSentClose() {
		return this.sentClose;
	}

	@Override
	public String getNegotiatedSubprotocol() {
		return (this.subprotocol != null) ? this.subprotocol : "";
	}

	@Override
	public boolean isOpen() {
		return this.channel != null && channel().isActive() && !this.outputClosed.get();
	}

	@Override
	public void close() {
		close(NORMAL);
	}

	/**
	 * Send a close frame and wait up to a second, in the background, for the peer's.
	 */
	@Override
	public void close(CloseReason reason) {
		sendClose(reason);
		closeSoon();
	}

}
