package ai.miosa.spring.session.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: resolves the host or its proxy, connects to one address after the
 * other, and sets up the channel for TLS and the upgrade.
 */
final class WebSocketConnector {

	/**
	 * The longest frame that is accepted. A frame is held in memory until it is complete.
	 */
	static final int MAX_FRAME = 16 * 1024 * 1024;

	private static final int MAX_STATUS_LINE = 8 * 1024;

	private static final int MAX_RESPONSE_HEADERS = 64 * 1024;

	private static final int CHUNK = 8 * 1024;

	private static final long CLOSE_NOTIFY_MILLIS = 100;

	private static final long NO_FORCED_CLOSE = -1;

	private final EventLoops eventLoops;

	private final Executor executor;

	private final ConnectionSettings settings;

	WebSocketConnector(EventLoops eventLoops, Executor executor, ConnectionSettings settings) {
		this.eventLoops = eventLoops;
		this.executor = executor;
		this.settings = settings;
	}

	/**
	 * Resolve and start to connect. Blocks only while a name is resolved.
	 */
	void connect(WebSocketHandshake handshake, NettyWebSocketSession session) {
		Proxy proxy = Proxies.select(handshake.upgrade());
		Queue<InetSocketAddress> addresses;
		try {
			addresses = resolve(handshake.upgrade(), proxy);
		}
		catch (UnknownHostException ex) {
			handshake.fail((proxy != null) ? "the proxy's host is not known" : "the host is not known", ex);
			return;
		}
		if (addresses.isEmpty()) {
			handshake.fail("the address filter allows no address of the host", null);
			return;
		}
		connect(handshake, session, proxy, addresses);
	}

	private Queue<InetSocketAddress> resolve(WebSocketUpgrade upgrade, @Nullable Proxy proxy)
			throws UnknownHostException {
		InetSocketAddress server = (proxy != null) ? (InetSocketAddress) proxy.address()
				: InetSocketAddress.createUnresolved(upgrade.host(), upgrade.port());
		Queue<InetSocketAddress> addresses = new ArrayDeque<>();
		Arrays.stream(InetAddress.getAllByName(server.getHostString()))
			.filter(this::isAllowed)
			.map((address) -> new InetSocketAddress(address, server.getPort()))
			.forEach(addresses::add);
		return addresses;
	}

	private boolean isAllowed(InetAddress address) {
		Predicate<InetAddress> filter = this.settings.addressFilter();
		return filter == null || filter.test(address);
	}

	/**
	 * Try one address after the other.
	 */
	private void connect(WebSocketHandshake handshake, NettyWebSocketSession session, @Nullable Proxy proxy,
			Queue<InetSocketAddress> addresses) {
		InetSocketAddress address = addresses.remove();
		WebSocketUpgrade upgrade = handshake.upgrade();
		Bootstrap bootstrap = new Bootstrap().channel(NioSocketChannel.class)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
					(int) Math.min(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.convert(this.settings.connectTimeout())))
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			// Keep reading buffered data after a failed write
			.option(ChannelOption.AUTO_CLOSE, false)
			.handler(new Initializer(handshake, session, proxy, address));
		InetSocketAddress target = address;
		if (proxy != null) {
			bootstrap.resolver(NoopAddressResolverGroup.INSTANCE);
			target = InetSocketAddress.createUnresolved(upgrade.host(), upgrade.port());
		}
		ChannelFuture connecting;
		try {
			connecting = this.eventLoops.connect(bootstrap, target, handshake::channel);
		}
		catch (IllegalStateException ex) {
			handshake.fail("the session client has been closed", null);
			return;
		}
		connecting.addListener((done) -> {
			if (done.isSuccess()) {
				return;
			}
			if (!addresses.isEmpty() && !handshake.isEnded()) {
				connect(handshake, session, proxy, addresses);
			}
			else {
				handshake.fail((proxy != null) ? "no connection to the proxy " + Proxies.describe(proxy)
						: "no connection to the server", done.cause());
			}
		});
	}

	private SslHandler sslHandler(Channel channel, WebSocketUpgrade upgrade) throws NoSuchAlgorithmException {
		SSLContext context = this.settings.sslContext();
		if (context == null) {
			context = SSLContext.getDefault();
		}
		// The host enables SNI and the resumption of TLS sessions
		SSLEngine engine = context.createSSLEngine(upgrade.host(), upgrade.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		SSLParameters configured = this.settings.sslParameters();
		if (configured != null && configured.getProtocols() != null) {
			parameters.setProtocols(configured.getProtocols());
		}
		if (configured != null && configured.getCipherSuites() != null) {
			parameters.setCipherSuites(configured.getCipherSuites());
		}
		engine.setSSLParameters(parameters);
		// The application's trust manager may block
		SslHandler handler = new SslHandler(engine, this.executor);
		handler.setHandshakeTimeoutMillis(TimeUnit.MILLISECONDS.convert(upgrade.timeout()));
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
		return handler;
	}

	/**
	 * Sets up a channel for the handshake.
	 */
	private final class Initializer extends ChannelInitializer<Channel> {

		private final WebSocketHandshake handshake;

		private final NettyWebSocketSession session;

		private final @Nullable Proxy proxy;

		private final InetSocketAddress address;

		Initializer(WebSocketHandshake handshake, NettyWebSocketSession session, @Nullable Proxy proxy,
				InetSocketAddress address) {
			this.handshake = handshake;
			this.session = session;
			this.proxy = proxy;
			this.address = address;
		}

		@Override
		protected void initChannel(Channel channel) throws Exception {
			WebSocketUpgrade upgrade = this.handshake.upgrade();
			ChannelPipeline pipeline = channel.pipeline();
			if (this.proxy != null) {
				ProxyHandler handler = Proxies.handler(this.proxy, this.address, upgrade);
				handler.setConnectTimeoutMillis(TimeUnit.MILLISECONDS.convert(upgrade.timeout()));
				pipeline.addLast(handler);
			}
			if (upgrade.isSecure()) {
				pipeline.addLast(sslHandler(channel, upgrade));
			}
			pipeline.addLast(new HttpClientCodec(MAX_STATUS_LINE, MAX_RESPONSE_HEADERS, CHUNK));
			pipeline.addLast(new UpgradeHandler(this.handshake, handshaker(upgrade),
					(this.proxy != null) ? Proxies.describe(this.proxy) : null,
					(ctx, subprotocol) -> this.session.open(ctx, subprotocol, this.handshake)));
		}

		private WebSocketClientHandshaker handshaker(WebSocketUpgrade upgrade) {
			HttpHeaders headers = new DefaultHttpHeaders();
			upgrade.headers().forEach(headers::add);
			return new Handshaker(upgrade, headers);
		}

	}

	/**
	 * Leaves the reaction to violations of the protocol to the {@link FrameHandler}: the
	 * close frame of Netty's decoder does not pass its encoder.
	 */
	private static final class Handshaker extends WebSocketClientHandshaker13 {

		Handshaker(WebSocketUpgrade upgrade, HttpHeaders headers) {
			super(upgrade.uri(), WebSocketVersion.V13, upgrade.subprotocol(), false, headers, MAX_FRAME, true, false,
					NO_FORCED_CLOSE);
		}

		@Override
		protected FullHttpRequest newHandshakeRequest() {
			FullHttpRequest request = super.newHandshakeRequest();
			request.headers().remove(HttpHeaderNames.ORIGIN);
			return request;
		}

		@Override
		protected WebSocketFrameDecoder newWebsocketDecoder() {
			return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
				.expectMaskedFrames(false)
				.maxFramePayloadLength(MAX_FRAME)
				.closeOnProtocolViolation(false)
				.build());
		}

	}

}
