package ai.miosa.spring.benchmarks.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.benchmarks.server.ServerAddress;

/**
 * A bare Netty client: Netty's codec and the JDK's TLS, and no more.
 */
public final class NettyClient implements AutoCloseable {

	private static final int MAX_HANDSHAKE = 64 * 1024;

	private static final int MAX_FRAME = 2 * 1024 * 1024;

	private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
			NioIoHandler.newFactory());

	private final ServerAddress server;

	private final boolean secure;

	private final SSLContext sslContext;

	public NettyClient(ServerAddress server, boolean secure) {
		this.server = server;
		this.secure = secure;
		this.sslContext = server.sslContext();
	}

	public Session open(String command, Consumer<ByteBuf> output) throws Exception {
		Session session = new Session(output);
		Channel channel = new Bootstrap().group(this.group)
			.channel(NioSocketChannel.class)
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) {
					if (NettyClient.this.secure) {
						channel.pipeline().addLast(sslHandler());
					}
					channel.pipeline()
						.addLast(new HttpClientCodec(), new HttpObjectAggregator(MAX_HANDSHAKE),
								new WebSocketClientProtocolHandler(WebSocketClientHandshakerFactory.newHandshaker(
										NettyClient.this.server.session(NettyClient.this.secure, command),
										WebSocketVersion.V13, ServerAddress.SUBPROTOCOL, false,
										EmptyHttpHeaders.INSTANCE, MAX_FRAME)),
								session);
				}

			})
			.connect("127.0.0.1", this.secure ? this.server.tlsPort() : this.server.port())
			.sync()
			.channel();
		session.open.get();
		session.channel = channel;
		return session;
	}

	private SslHandler sslHandler() {
		SSLEngine engine = this.sslContext.createSSLEngine("127.0.0.1", this.server.tlsPort());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		engine.setSSLParameters(parameters);
		return new SslHandler(engine);
	}

	@Override
	public void close() {
		this.group.shutdownGracefully();
	}

	/**
	 * One session.
	 */
	@SuppressWarnings("NullAway.Init")
	public final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {

		private final CompletableFuture<@Nullable Void> open = new CompletableFuture<>();

		private final Consumer<ByteBuf> output;

		private Channel channel;

		private Session(Consumer<ByteBuf> output) {
			this.output = output;
		}

		@Override
		public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
			if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
				this.open.complete(null);
			}
		}

		@Override
		public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
			this.open.completeExceptionally(cause);
			ctx.close();
		}

		@Override
		protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
			if (frame instanceof BinaryWebSocketFrame) {
				this.output.accept(frame.content());
			}
		}

		@Override
		public synchronized void channelWritabilityChanged(ChannelHandlerContext ctx) {
			notifyAll();
		}

		void sendStdin(byte[] bytes) throws InterruptedException {
			synchronized (this) {
				while (!this.channel.isWritable()) {
					wait();
				}
			}
			this.channel.writeAndFlush(new BinaryWebSocketFrame(
					this.channel.alloc().buffer(1 + bytes.length).writeByte(0).writeBytes(bytes)));
		}

		/**
		 * Begin to send pings.
		 * @param interval the time between two
		 * @return this session
		 */
		public Session pingEvery(Duration interval) {
			this.channel.eventLoop()
				.scheduleAtFixedRate(() -> this.channel.writeAndFlush(new PingWebSocketFrame()), interval.toNanos(),
						interval.toNanos(), TimeUnit.NANOSECONDS);
			return this;
		}

		ChannelFuture end() {
			return this.channel.closeFuture();
		}

		void close() {
			this.channel.close();
		}

	}

}
