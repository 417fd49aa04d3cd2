package ai.miosa.spring.session;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import javax.net.ssl.SSLContext;

import org.apache.tomcat.websocket.Constants;
import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.http.HttpHeaders;
import org.springframework.util.Assert;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.UpgradeContainer.Upgrade;
import ai.miosa.spring.session.protocol.SessionDialect;
import ai.miosa.spring.session.protocol.SessionProtocol;
import ai.miosa.spring.session.protocol.SessionRequest;
import ai.miosa.spring.session.protocol.UpgradeRequest;

/**
 * Open sessions on Tomcat's WebSocket client, whatever server the application has. Safe
 * for use by many threads. Nothing is set up before the first session.
 * <p>
 * An idle session has no thread of its own, except that Tomcat's client reads and writes
 * each {@code wss} connection with up to two threads, all of them daemons.
 */
public final class MiosaSessionClient implements AutoCloseable {

	/**
	 * How much longer the whole handshake may take than Tomcat lets each of its steps
	 * take, so that Tomcat, which knows what was sent, speaks first.
	 */
	private static final Duration DEADLINE_GRACE = Duration.ofMillis(500);

	/**
	 * A computer that does not take stdin holds the writer back for as long as it likes.
	 */
	private static final Long NO_TIMEOUT = -1L;

	private final Builder settings;

	private final MiosaEndpoint endpoint;

	private final SessionDialect dialect;

	private final SessionProtocol protocol;

	private final SessionOptions defaultOptions;

	private final Duration handshakeTimeout;

	private final Duration awaitTimeout;

	private final AsyncTaskExecutor taskExecutor;

	private final @Nullable SSLContext sslContext;

	private final MiosaSessionRegistry registry;

	private final KeepAlive keepAlive;

	private @Nullable SessionRuntime runtime;

	private boolean closed;

	private MiosaSessionClient(Builder builder) {
		this.settings = new Builder(builder);
		this.endpoint = builder.endpoint;
		this.dialect = builder.dialect;
		this.protocol = builder.dialect.protocol();
		this.defaultOptions = builder.defaultOptions
			.withDefaults(SessionOptions.builder().pty(false).terminalSize(TerminalSize.DEFAULT).build());
		this.handshakeTimeout = builder.handshakeTimeout;
		this.awaitTimeout = builder.awaitTimeout;
		this.taskExecutor = builder.taskExecutor;
		this.sslContext = builder.sslContext;
		this.registry = builder.registry;
		this.keepAlive = new KeepAlive(builder.keepAliveInterval, builder.keepAliveTimeout, this.taskExecutor);
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
	 * Return a builder with everything of this client, for one that acts with another
	 * endpoint or other default options.
	 * @return the builder
	 */
	public Builder mutate() {
		return new Builder(this.settings);
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
		return this.dialect != SessionDialect.EXEC_WS;
	}

	/**
	 * Open a session. The session is opened upon subscription, on the task executor; a
	 * cancellation before it is open closes it. It is never tried twice.
	 * <p>
	 * The command travels in the URL of the upgrade request, as do the arguments and the
	 * environment: send secrets by stdin. Tomcat's client limits that URL to about 4,000
	 * characters, percent-encoded: send long scripts by stdin, too.
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
		return Mono.create((sink) -> connect(computerId, command, options, sink));
	}

	private void connect(String computerId, String command, SessionOptions options, MonoSink<MiosaSession> sink) {
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(command, "The command");
		SessionOptions merged = options.withDefaults(this.defaultOptions);
		UpgradeRequest request = this.protocol.upgrade(request(computerId, command, merged));
		URI uri = this.endpoint.webSocketUri(request.query(), request.path().toArray(String[]::new));
		HttpHeaders headers = new HttpHeaders();
		this.endpoint.addHeaders(headers);
		Upgrade upgrade = new Upgrade(uri, headers);
		this.registry.checkRunning();
		SessionRuntime runtime = runtime();
		SessionHandshake handshake = new SessionHandshake(computerId, upgrade, request.subprotocol(),
				(connection) -> open(connection, computerId, merged, request), this.taskExecutor, sink);
		sink.onCancel(handshake::cancel);
		Future<?> deadline = runtime.schedule(handshake::timeOut, this.handshakeTimeout.plus(DEADLINE_GRACE));
		try {
			webSocketClient(runtime, upgrade, handshake)
				.execute(new SessionConnection(handshake, this.protocol.newDecoder()), protocolHeader(request),
						upgrade.uriWithoutQuery())
				.whenComplete((connection, failure) -> {
					deadline.cancel(false);
					if (failure != null) {
						handshake.fail(failure);
					}
					else {
						handshake.deliver();
					}
				});
		}
		catch (RejectedExecutionException ex) {
			deadline.cancel(false);
			handshake.fail(ex);
		}
	}

	private synchronized SessionRuntime runtime() {
		Assert.state(!this.closed, "The session client has been closed");
		SessionRuntime runtime = this.runtime;
		if (runtime == null) {
			runtime = new SessionRuntime(this.keepAlive);
			this.runtime = runtime;
		}
		return runtime;
	}

	private StandardWebSocketClient webSocketClient(SessionRuntime runtime, Upgrade upgrade,
			SessionHandshake handshake) {
		StandardWebSocketClient client = new StandardWebSocketClient(runtime.getContainer());
		client.setSslContext(this.sslContext);
		client.setTaskExecutor((task) -> handshake.connectingIn(this.taskExecutor.submit(task)));
		client.setUserProperties(Map.of(UpgradeContainer.UPGRADE, upgrade, Constants.MAX_REDIRECTIONS_PROPERTY, "0",
				Constants.IO_TIMEOUT_MS_PROPERTY, String.valueOf(this.handshakeTimeout.toMillis()),
				Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, NO_TIMEOUT));
		return client;
	}

	private static WebSocketHttpHeaders protocolHeader(UpgradeRequest request) {
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		if (request.subprotocol() != null) {
			headers.setSecWebSocketProtocol(request.subprotocol());
		}
		return headers;
	}

	private DefaultMiosaSession open(WsSession connection, String computerId, SessionOptions options,
			UpgradeRequest request) throws IOException {
		SessionChannel channel = new SessionChannel(connection);
		if (request.first() != null) {
			channel.send(request.first());
		}
		DefaultMiosaSession session = new DefaultMiosaSession(computerId, options, this.awaitTimeout, channel,
				this.protocol.newEncoder(), this::ended);
		this.keepAlive.add(session);
		this.registry.add(session);
		return session;
	}

	private void ended(DefaultMiosaSession session) {
		this.keepAlive.remove(session);
		this.registry.remove(session);
	}

	private static SessionRequest request(String computerId, String command, SessionOptions options) {
		TerminalSize size = (options.getTerminalSize() != null) ? options.getTerminalSize() : TerminalSize.DEFAULT;
		return new SessionRequest(computerId, command, options.getArgs(), options.getEnv(),
				options.getWorkingDirectory(), Boolean.TRUE.equals(options.getPty()), size.columns(), size.rows());
	}

	/**
	 * Release what the sessions share. Sessions that are still live are closed.
	 */
	@Override
	public void close() {
		SessionRuntime runtime;
		synchronized (this) {
			this.closed = true;
			runtime = this.runtime;
		}
		this.keepAlive.closeAll();
		if (runtime != null) {
			runtime.close();
		}
	}

	/**
	 * Builds a {@link MiosaSessionClient}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private MiosaEndpoint endpoint;

		private SessionDialect dialect = SessionDialect.EXEC_V1;

		private SessionOptions defaultOptions = SessionOptions.none();

		private Duration handshakeTimeout = Duration.ofSeconds(10);

		private Duration keepAliveInterval = Duration.ofSeconds(15);

		private Duration keepAliveTimeout = Duration.ofSeconds(45);

		private Duration awaitTimeout = Duration.ofSeconds(30);

		private AsyncTaskExecutor taskExecutor = defaultTaskExecutor();

		private @Nullable SSLContext sslContext;

		private MiosaSessionRegistry registry = new MiosaSessionRegistry();

		private Builder(MiosaEndpoint endpoint) {
			this.endpoint = endpoint;
		}

		private Builder(Builder other) {
			this.endpoint = other.endpoint;
			this.dialect = other.dialect;
			this.defaultOptions = other.defaultOptions;
			this.handshakeTimeout = other.handshakeTimeout;
			this.keepAliveInterval = other.keepAliveInterval;
			this.keepAliveTimeout = other.keepAliveTimeout;
			this.awaitTimeout = other.awaitTimeout;
			this.taskExecutor = other.taskExecutor;
			this.sslContext = other.sslContext;
			this.registry = other.registry;
		}

		private static AsyncTaskExecutor defaultTaskExecutor() {
			SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("miosa-session-");
			executor.setDaemon(true);
			return executor;
		}

		/**
		 * Set the API to use.
		 * @param endpoint where the API is
		 * @return this builder
		 */
		public Builder endpoint(MiosaEndpoint endpoint) {
			this.endpoint = endpoint;
			return this;
		}

		/**
		 * Set the session protocol.
		 * @param dialect the protocol, {@link SessionDialect#EXEC_V1} by default
		 * @return this builder
		 */
		public Builder dialect(SessionDialect dialect) {
			this.dialect = dialect;
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
		 * Set how long opening a session may take.
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
		 * which either side holds the other back does not count.
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
		 * Set the executor for what may block: connecting, and the rare ping that finds
		 * the connection busy.
		 * @param taskExecutor the executor, one with a daemon thread a task by default
		 * @return this builder
		 */
		public Builder taskExecutor(AsyncTaskExecutor taskExecutor) {
			this.taskExecutor = taskExecutor;
			return this;
		}

		/**
		 * Set the SSL context for {@code wss}. The server's certificate must name its
		 * host.
		 * @param sslContext the context, or {@code null} for the platform's, which is the
		 * default
		 * @return this builder
		 */
		public Builder sslContext(@Nullable SSLContext sslContext) {
			this.sslContext = sslContext;
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
		 * Build the client.
		 * @return the client
		 */
		public MiosaSessionClient build() {
			return new MiosaSessionClient(this);
		}

		private static Duration check(Duration duration, String what) {
			Assert.isTrue(duration.toMillis() >= 1, () -> what + " must be at least a millisecond");
			return duration;
		}

	}

}
