package ai.miosa.spring.session.websocket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
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
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * A Jakarta WebSocket container for clients. Its connections are Netty channels with
 * Netty's codec, configured as the application's HTTP connections are. Annotated
 * endpoints and encoders are not supported.
 */
final class NettyWebSocketContainer implements WebSocketContainer {

	private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

	private static final int DEFAULT_MESSAGE_BUFFER = 64 * 1024;

	private static final int MAX_STATUS_LINE = 8 * 1024;

	private static final int MAX_RESPONSE_HEADERS = 64 * 1024;

	private static final int CHUNK = 8 * 1024;

	private static final long CLOSE_NOTIFY_MILLIS = 100;

	private final EventLoops eventLoops;

	private final Executor executor;

	private final Duration connectTimeout;

	private final @Nullable SSLContext sslContext;

	private final @Nullable SSLParameters sslParameters;

	private final @Nullable Predicate<InetAddress> addressFilter;

	private volatile long maxIdleTimeout;

	private volatile long asyncSendTimeout = -1;

	private volatile int maxBinaryBuffer = DEFAULT_MESSAGE_BUFFER;

	private volatile int maxTextBuffer = DEFAULT_MESSAGE_BUFFER;

	NettyWebSocketContainer(EventLoops eventLoops, Executor executor, Duration connectTimeout,
			@Nullable SSLContext sslContext, @Nullable SSLParameters sslParameters,
			@Nullable Predicate<InetAddress> addressFilter) {
		this.eventLoops = eventLoops;
		this.executor = executor;
		this.connectTimeout = connectTimeout;
		this.sslContext = sslContext;
		this.sslParameters = sslParameters;
		this.addressFilter = addressFilter;
	}

	/**
	 * Open a connection. Waits for it, unless a {@link WebSocketHandshake} was handed
	 * over as a user property: that one says what to send, and is told how it ends.
	 */
	@Override
	public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI uri)
			throws DeploymentException, IOException {
		WebSocketHandshake handshake = (WebSocketHandshake) config.getUserProperties()
			.remove(WebSocketHandshake.PROPERTY);
		if (handshake != null) {
			NettyWebSocketSession session = newSession(endpoint, config, handshake.upgrade().withoutQuery());
			connect(handshake, session);
			return session;
		}
		handshake = new WebSocketHandshake(upgrade(config, uri));
		NettyWebSocketSession session = newSession(endpoint, config, uri);
		connect(handshake, session);
		try {
			handshake.connection().get(DEFAULT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
			return session;
		}
		catch (ExecutionException ex) {
			throw new DeploymentException("The connection could not be opened", ex.getCause());
		}
		catch (java.util.concurrent.TimeoutException ex) {
			handshake.cancel();
			throw new DeploymentException("The connection could not be opened in time", ex);
		}
		catch (InterruptedException ex) {
			handshake.cancel();
			Thread.currentThread().interrupt();
			throw new IOException("Interrupted while opening the connection", ex);
		}
	}

	private static WebSocketUpgrade upgrade(ClientEndpointConfig config, URI uri) {
		Map<String, List<String>> headers = new HashMap<>();
		config.getConfigurator().beforeRequest(headers);
		org.springframework.http.HttpHeaders httpHeaders = new org.springframework.http.HttpHeaders();
		headers.forEach(httpHeaders::addAll);
		List<String> subprotocols = config.getPreferredSubprotocols();
		return new WebSocketUpgrade(uri, httpHeaders, subprotocols.isEmpty() ? null : String.join(",", subprotocols),
				DEFAULT_TIMEOUT);
	}

	private NettyWebSocketSession newSession(Endpoint endpoint, ClientEndpointConfig config, URI uri) {
		NettyWebSocketSession session = new NettyWebSocketSession(this, endpoint, config, uri);
		session.setMaxBinaryMessageBufferSize(this.maxBinaryBuffer);
		session.setMaxTextMessageBufferSize(this.maxTextBuffer);
		return session;
	}

	/**
	 * Resolve and connect. Blocks while a name is resolved, and not longer.
	 */
	private void connect(WebSocketHandshake handshake, NettyWebSocketSession session) {
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
			.filter((address) -> this.addressFilter == null || this.addressFilter.test(address))
			.map((address) -> new InetSocketAddress(address, server.getPort()))
			.forEach(addresses::add);
		return addresses;
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
					(int) Math.min(Integer.MAX_VALUE, TimeUnit.MILLISECONDS.convert(this.connectTimeout)))
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_KEEPALIVE, true)
			// What the socket holds is read although a write has failed
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
		SSLContext context = (this.sslContext != null) ? this.sslContext : SSLContext.getDefault();
		// With the name of the host the server is told it, and a session can be resumed
		SSLEngine engine = context.createSSLEngine(upgrade.host(), upgrade.port());
		engine.setUseClientMode(true);
		SSLParameters parameters = engine.getSSLParameters();
		parameters.setEndpointIdentificationAlgorithm("HTTPS");
		if (this.sslParameters != null && this.sslParameters.getProtocols() != null) {
			parameters.setProtocols(this.sslParameters.getProtocols());
		}
		if (this.sslParameters != null && this.sslParameters.getCipherSuites() != null) {
			parameters.setCipherSuites(this.sslParameters.getCipherSuites());
		}
		engine.setSSLParameters(parameters);
		// A trust manager is the application's and may block
		SslHandler handler = new SslHandler(engine, this.executor);
		handler.setHandshakeTimeoutMillis(TimeUnit.MILLISECONDS.convert(upgrade.timeout()));
		handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
		return handler;
	}

	@Override
	public Session connectToServer(Class<? extends Endpoint> endpoint, ClientEndpointConfig config, URI uri)
			throws DeploymentException, IOException {
		try {
			return connectToServer(endpoint.getDeclaredConstructor().newInstance(), config, uri);
		}
		catch (ReflectiveOperationException ex) {
			throw new DeploymentException("The endpoint cannot be created", ex);
		}
	}

	@Override
	public Session connectToServer(Object endpoint, URI uri) {
		throw new UnsupportedOperationException("Annotated endpoints are not supported");
	}

	@Override
	public Session connectToServer(Class<?> endpoint, URI uri) {
		throw new UnsupportedOperationException("Annotated endpoints are not supported");
	}

	@Override
	public long getDefaultAsyncSendTimeout() {
		return this.asyncSendTimeout;
	}

	@Override
	public void setAsyncSendTimeout(long timeout) {
		this.asyncSendTimeout = timeout;
	}

	@Override
	public long getDefaultMaxSessionIdleTimeout() {
		return this.maxIdleTimeout;
	}

	@Override
	public void setDefaultMaxSessionIdleTimeout(long timeout) {
		this.maxIdleTimeout = timeout;
	}

	@Override
	public int getDefaultMaxBinaryMessageBufferSize() {
		return this.maxBinaryBuffer;
	}

	@Override
	public void setDefaultMaxBinaryMessageBufferSize(int size) {
		this.maxBinaryBuffer = size;
	}

	@Override
	public int getDefaultMaxTextMessageBufferSize() {
		return this.maxTextBuffer;
	}

	@Override
	public void setDefaultMaxTextMessageBufferSize(int size) {
		this.maxTextBuffer = size;
	}

	@Override
	public Set<Extension> getInstalledExtensions() {
		return Set.of();
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
			return WebSocketClientHandshakerFactory.newHandshaker(upgrade.uri(), WebSocketVersion.V13,
					upgrade.subprotocol(), false, headers, FrameSplitter.MAX_PAYLOAD, true, false, -1, false, false);
		}

	}

}
