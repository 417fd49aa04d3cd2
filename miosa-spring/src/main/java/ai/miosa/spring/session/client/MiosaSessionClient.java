package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.function.Predicate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiRequests;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.protocol.SessionCodec;
import ai.miosa.spring.session.websocket.ConnectionSettings;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.session.websocket.WebSocketHandshake;
import ai.miosa.spring.session.websocket.WebSocketTransport;
import ai.miosa.spring.session.websocket.WebSocketUpgrade;

/**
 * A client that opens sessions, whatever web server and HTTP client the application has.
 * Safe for use by many threads. Nothing is set up before the first session.
 * <p>
 * Sessions have no thread of their own, over {@code ws} and {@code wss}: all share a few
 * event loops. Code of the caller's (output handlers, port listeners, continuations of
 * {@code exitCode()}) runs on other threads, one at a time for each session, so that code
 * that blocks holds back its own session alone.
 */
public final class MiosaSessionClient implements AutoCloseable {

	private final Builder settings;

	private final MiosaEndpoint endpoint;

	private final SessionSettings sessionSettings;

	private final SessionCodec codec;

	private final SessionOptions defaultOptions;

	private final MiosaSessionRegistry registry;

	private final WebSocketTransport transport;

	private final Heartbeats heartbeats;

	private final boolean ownsTransport;

	private MiosaSessionClient(Builder builder) {
		this.settings = builder;
		this.endpoint = builder.endpoint;
		this.sessionSettings = builder.sessionSettings();
		this.codec = SessionCodec.of(builder.protocol);
		this.defaultOptions = builder.defaultOptions.withDefaults(SessionOptions.builder()
			.pty(false)
			.terminalSize(TerminalSize.DEFAULT)
			.output(OutputMode.CAPTURED)
			.build());
		this.registry = builder.registry;
		this.heartbeats = builder.heartbeats;
		this.ownsTransport = builder.sharedTransport == null;
		this.transport = (builder.sharedTransport != null) ? builder.sharedTransport
				: new WebSocketTransport(builder.connectionSettings());
	}

	/**
	 * Return a builder.
	 * @param endpoint where the API is
	 * @return the builder
	 */
	public static Builder builder(MiosaEndpoint endpoint) {
		return new Builder(endpoint);
	}

	/**
	 * Return a builder with everything of this client. What it builds shares the event
	 * loops, the connection settings and the registry of this client, costs no thread,
	 * and ends with this client.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder(this.settings, this.transport);
	}

	/**
	 * Return the options that apply where a call sets none.
	 * @return the options
	 */
	public SessionOptions getDefaultOptions() {
		return this.defaultOptions;
	}

	/**
	 * Return whether a session can be given environment variables.
	 * @return whether the protocol carries them
	 */
	public boolean carriesEnv() {
		return this.sessionSettings.protocol() != SessionProtocol.EXEC_WS;
	}

	/**
	 * Open a session. The session is opened upon subscription. A cancellation before it
	 * is delivered closes it, and so does one soon after if nothing has been done with
	 * the session. It is never tried twice.
	 * <p>
	 * The command travels in the URL of the upgrade request, as do the arguments and the
	 * environment: send secrets and long scripts by stdin.
	 * @param computerId the computer to run on
	 * @param command the command
	 * @param options the options, in addition to the defaults of this client
	 * @return the open session. Fails with an {@link IllegalArgumentException} if an
	 * argument cannot be sent, with an {@link IllegalStateException} if the application
	 * is stopping, with a {@link ai.miosa.spring.MiosaException} of the type that a
	 * one-shot command would raise if the server refuses, with a
	 * {@link ai.miosa.spring.MiosaConnectionException} if there is no connection and with
	 * a {@link ai.miosa.spring.MiosaTimeoutException} if the handshake takes too long
	 */
	public Mono<MiosaSession> open(String computerId, String command, SessionOptions options) {
		return Mono.defer(() -> {
			CommandChecks.checkComputerId(computerId);
			CommandChecks.checkText(command, "The command");
			return open(computerId, command, options.withDefaults(this.defaultOptions), (exitCode, failure) -> {
			});
		});
	}

	/**
	 * Open a session and tell a listener how it has ended. As
	 * {@link #open(String, String, SessionOptions)}, but for arguments that have been
	 * checked. Internal.
	 * @param computerId the computer to run on
	 * @param command the command
	 * @param options the options, merged with the defaults of this client
	 * @param onEnd the listener
	 * @return the open session
	 */
	public Mono<MiosaSession> open(String computerId, String command, SessionOptions options,
			SessionEndListener onEnd) {
		return Mono.defer(() -> {
			URI uri = ApiRequests.webSocketUri(this.endpoint, this.codec.query(command, options),
					this.codec.path(computerId));
			this.registry.checkRunning();
			SessionOpening opening = new SessionOpening(computerId,
					(connection) -> open(connection, computerId, options, onEnd), this.transport.executor());
			return Mono.<MiosaSession>create((sink) -> opening.start(sink, () -> connect(uri, opening)))
				.doOnCancel(opening::cancel);
		});
	}

	private WebSocketHandshake connect(URI uri, SessionOpening opening) {
		HttpHeaders headers = new HttpHeaders();
		ApiRequests.addHeaders(this.endpoint, headers);
		return this.transport.connect(
				new WebSocketUpgrade(uri, headers, this.codec.subprotocol(), this.sessionSettings.handshakeTimeout()),
				new SessionConnection(this.codec, opening::opened));
	}

	private DefaultMiosaSession open(WebSocketConnection connection, String computerId, SessionOptions options,
			SessionEndListener onEnd) {
		DefaultMiosaSession session = new DefaultMiosaSession(computerId, options, this.sessionSettings, connection,
				new SerialExecutor(this.transport.executor()), this.heartbeats, this.registry::remove, onEnd);
		try {
			session.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.registry.add(session);
		return session;
	}

	/**
	 * Release what the sessions share. Sessions that are still live end.
	 */
	@Override
	public void close() {
		if (this.ownsTransport) {
			this.registry.getSessions().forEach(MiosaSession::close);
			this.transport.close();
		}
	}

	/**
	 * Builds a {@link MiosaSessionClient}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private MiosaEndpoint endpoint;

		private SessionProtocol protocol = SessionProtocol.EXEC_V1;

		private SessionOptions defaultOptions = SessionOptions.none();

		private Duration handshakeTimeout = Duration.ofSeconds(10);

		private Duration keepAliveInterval = Duration.ofSeconds(15);

		private Duration keepAliveTimeout = Duration.ofSeconds(45);

		private Duration awaitTimeout = Duration.ofSeconds(30);

		private @Nullable Duration writeTimeout;

		private MiosaSessionRegistry registry = new MiosaSessionRegistry();

		private Duration connectTimeout = Duration.ofSeconds(5);

		private @Nullable SSLContext sslContext;

		private @Nullable SSLParameters sslParameters;

		private @Nullable Predicate<InetAddress> addressFilter;

		private boolean virtualThreads;

		private final Heartbeats heartbeats;

		private final @Nullable WebSocketTransport sharedTransport;

		private Builder(MiosaEndpoint endpoint) {
			this.endpoint = endpoint;
			this.heartbeats = new Heartbeats();
			this.sharedTransport = null;
		}

		private Builder(Builder settings, WebSocketTransport sharedTransport) {
			this.endpoint = settings.endpoint;
			this.protocol = settings.protocol;
			this.defaultOptions = settings.defaultOptions;
			this.handshakeTimeout = settings.handshakeTimeout;
			this.keepAliveInterval = settings.keepAliveInterval;
			this.keepAliveTimeout = settings.keepAliveTimeout;
			this.awaitTimeout = settings.awaitTimeout;
			this.writeTimeout = settings.writeTimeout;
			this.registry = settings.registry;
			this.heartbeats = settings.heartbeats;
			this.sharedTransport = sharedTransport;
		}

		/**
		 * Set where the API is and with which credentials to call it.
		 * @param endpoint the endpoint
		 * @return this builder
		 */
		public Builder endpoint(MiosaEndpoint endpoint) {
			this.endpoint = endpoint;
			return this;
		}

		/**
		 * Set the session protocol.
		 * @param protocol the protocol, {@link SessionProtocol#EXEC_V1} by default
		 * @return this builder
		 */
		public Builder protocol(SessionProtocol protocol) {
			this.protocol = protocol;
			return this;
		}

		/**
		 * Set the options that apply where a call sets none.
		 * @param defaultOptions the options
		 * @return this builder
		 */
		public Builder defaultOptions(SessionOptions defaultOptions) {
			this.defaultOptions = defaultOptions;
			return this;
		}

		/**
		 * Set how long opening a session may take, from the call to the open session.
		 * @param handshakeTimeout the time, 10 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder handshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = check(handshakeTimeout, "The handshake timeout");
			return this;
		}

		/**
		 * Set after which silence the server is asked for a sign of life, and how often.
		 * @param keepAliveInterval the time between two pings, 15 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder keepAliveInterval(Duration keepAliveInterval) {
			this.keepAliveInterval = check(keepAliveInterval, "The keep-alive interval");
			return this;
		}

		/**
		 * Set how long the server may be silent before a session counts as lost. Time in
		 * which either side holds the other back, or in which this process is stopped,
		 * does not count.
		 * @param keepAliveTimeout the time, 45 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder keepAliveTimeout(Duration keepAliveTimeout) {
			this.keepAliveTimeout = check(keepAliveTimeout, "The keep-alive timeout");
			return this;
		}

		/**
		 * Set how long {@link MiosaSession#await()} waits.
		 * @param awaitTimeout the time, 30 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder awaitTimeout(Duration awaitTimeout) {
			this.awaitTimeout = check(awaitTimeout, "The await timeout");
			return this;
		}

		/**
		 * Set how long a write to stdin may wait without progress for the computer to
		 * take it.
		 * @param writeTimeout the time, or {@code null} for no bound, which is the
		 * default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder writeTimeout(@Nullable Duration writeTimeout) {
			this.writeTimeout = (writeTimeout != null) ? check(writeTimeout, "The write timeout") : null;
			return this;
		}

		/**
		 * Set the registry that knows the live sessions.
		 * @param registry the registry, one of its own by default
		 * @return this builder
		 */
		public Builder registry(MiosaSessionRegistry registry) {
			this.registry = registry;
			return this;
		}

		/**
		 * Set the time allowed for the TCP connection to each address of the server. No
		 * effect on a client that shares the connections of another.
		 * @param connectTimeout the time, 5 seconds by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is not at least a millisecond
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = check(connectTimeout, "The connect timeout");
			return this;
		}

		/**
		 * Set the SSL context for {@code wss}. The server's certificate must name its
		 * host. No effect on a client that shares the connections of another.
		 * @param sslContext the context, or {@code null} for the platform's, which is the
		 * default
		 * @return this builder
		 */
		public Builder sslContext(@Nullable SSLContext sslContext) {
			this.sslContext = sslContext;
			return this;
		}

		/**
		 * Set the protocols and cipher suites for {@code wss}. No effect on a client that
		 * shares the connections of another.
		 * @param sslParameters the parameters, or {@code null} for those of the SSL
		 * context
		 * @return this builder
		 */
		public Builder sslParameters(@Nullable SSLParameters sslParameters) {
			this.sslParameters = sslParameters;
			return this;
		}

		/**
		 * Set which addresses of a server or proxy may be connected to. No effect on a
		 * client that shares the connections of another.
		 * @param addressFilter the filter, or {@code null} for all addresses
		 * @return this builder
		 */
		public Builder addressFilter(@Nullable Predicate<InetAddress> addressFilter) {
			this.addressFilter = addressFilter;
			return this;
		}

		/**
		 * Set whether code of the caller's runs on virtual threads, which need Java 21.
		 * No effect on a client that shares the connections of another.
		 * @param virtualThreads whether to use them, not by default
		 * @return this builder
		 */
		public Builder virtualThreads(boolean virtualThreads) {
			this.virtualThreads = virtualThreads;
			return this;
		}

		private SessionSettings sessionSettings() {
			return new SessionSettings(this.protocol, this.handshakeTimeout, this.awaitTimeout, this.keepAliveInterval,
					this.keepAliveTimeout, this.writeTimeout);
		}

		private ConnectionSettings connectionSettings() {
			return new ConnectionSettings(this.connectTimeout, this.sslContext, this.sslParameters, this.addressFilter,
					this.virtualThreads);
		}

		/**
		 * Build the client.
		 * @return the client
		 */
		public MiosaSessionClient build() {
			return new MiosaSessionClient(this);
		}

		private static Duration check(Duration duration, String what) {
			Assert.isTrue(duration.compareTo(Duration.ofMillis(1)) >= 0,
					() -> what + " must be at least a millisecond");
			return duration;
		}

	}

}
