package ai.miosa.spring.session.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker13;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.api.SystemProxy;

/**
 * Opens connections: resolves the host or the proxy, connects, and initializes the
 * channel for TLS and the upgrade.
 */
final class WebSocketConnector {

	/**
	 * The maximum length of a frame, which is buffered until it is complete.
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
	 * Resolve the host and start to connect. Blocks only during the resolution.
	 */
	void connect(WebSocketHandshake handshake, JakartaSession session) {
		SystemProxy proxy = SystemProxy.select(ProxySelector.getDefault(), handshake.upgrade().httpUri());
		Queue<InetSocketAddress> addresses;
		try {
			addresses = resolve(handshake.upgrade(), proxy);
		}
		catch (UnknownHostException ex) {
			handshake.fail((proxy != null) ? "the proxy's host is not known" : "the host is not known", ex);
			return;
		}
		if (addresses.isEmpty()) {
			handshake.fail("the address filter allows no address of the host");
			return;
		}
		new ConnectionAttempts(handshake, addresses, (address) -> connect(handshake, session, proxy, address),
				(proxy != null) ? "no connection to the proxy " + proxy : "no connection to the server")
			.next();
	}

	private Queue<InetSocketAddress> resolve(WebSocketUpgrade upgrade, @Nullable SystemProxy proxy)
			throws UnknownHostException {
		String host = (proxy != null) ? proxy.getHost() : upgrade.host();
		int port = (proxy != null) ? proxy.getPort() : upgrade.port();
		Predicate<InetAddress> filter = this.settings.addressFilter();
		return Arrays.stream(InetAddress.getAllByName(host))
			.filter((address) -> filter == null || filter.test(address))
			.map((address) -> new InetSocketAddress(address, port))
			.collect(Collectors.toCollection(ArrayDeque::new));
	}

	private ChannelFuture connect(WebSocketHandshake handshake, JakartaSession session, @Nullable SystemProxy proxy,
			InetSocketAddress address) {
		Bootstrap bootstrap = new Bootstrap().channel(NioSocketChannel.class)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
					(int) Math.min(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.convert(this.settings.connectTimeout())))
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			// Keep reading buffered data after a failed write
			.option(ChannelOption.AUTO_CLOSE, false)
			.handler(new ChannelInitializer<>() {

				@Override
				protected void initChannel(Channel channel) throws Exception {
					initialize(channel, handshake, session, proxy, address);
				}

			});
		if (proxy == null) {
			return this.eventLoops.connect(bootstrap, address, handshake::connecting);
		}
		WebSocketUpgrade upgrade = handshake.upgrade();
		return this.eventLoops.connect(bootstrap.resolver(NoopAddressResolverGroup.INSTANCE),
				InetSocketAddress.createUnresolved(upgrade.host(), upgrade.port()), handshake::connecting);
	}

	private void initialize(Channel channel, WebSocketHandshake handshake, JakartaSession session,
			@Nullable SystemProxy proxy, InetSocketAddress address) throws NoSuchAlgorithmException {
		WebSocketUpgrade upgrade = handshake.upgrade();
		ChannelPipeline pipeline = channel.pipeline();
		if (proxy != null) {
			ProxyHandler handler = proxyHandler(proxy, address);
			handler.setConnectTimeoutMillis(TimeUnit.MILLISECONDS.convert(upgrade.timeout()));
			pipeline.addLast(handler);
		}
		if (upgrade.isSecure()) {
			pipeline.addLast(sslHandler(upgrade));
		}
		pipeline.addLast(new HttpClientCodec(MAX_STATUS_LINE, MAX_RESPONSE_HEADERS, CHUNK));
		pipeline.addLast(new UpgradeHandler(handshake, new Handshaker(upgrade), session, proxy));
	}

	private static ProxyHandler proxyHandler(SystemProxy proxy, InetSocketAddress address) {
		PasswordAuthentication credentials = proxy.getCredentials();
		String user = (credentials != null) ? credentials.getUserName() : null;
		String password = (credentials != null) ? new String(credentials.getPassword()) : null;
		if (proxy.getType() == Proxy.Type.SOCKS) {
			return new Socks5ProxyHandler(address, user, password);
		}
		return (credentials != null) ? new HttpProxyHandler(address, user, password) : new HttpProxyHandler(address);
	}

	private SslHandler sslHandler(WebSocketUpgrade upgrade) throws NoSuchAlgorithmException {
		SSLContext custom = this.settings.sslContext();
		SSLContext context = (custom != null) ? custom : SSLContext.getDefault();
		// The host enables SNI and the resumption of TLS sessions
		SSLEngine engine = context.createSSLEngine(upgrade.host(), upgrade.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		SSLParameters configured = this.settings.sslParameters();
		if (configured != null) {
			// Null keeps those of the context
			parameters.setProtocols(configured.getProtocols());
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
	 * Leaves the reaction to protocol violations to the {@link FrameHandler}, because the
	 * close frame of Netty's decoder bypasses its encoder.
	 */
	private static final class Handshaker extends WebSocketClientHandshaker13 {

		Handshaker(WebSocketUpgrade upgrade) {
			super(upgrade.uri(), WebSocketVersion.V13, upgrade.subprotocol(), false, new DefaultHttpHeaders(),
					MAX_FRAME, true, false, NO_FORCED_CLOSE);
			upgrade.headers().forEach(this.customHeaders::add);
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
