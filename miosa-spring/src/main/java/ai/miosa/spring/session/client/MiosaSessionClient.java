package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.api.ApiRequests;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.output.CallerContext;
import ai.miosa.spring.session.output.SerialExecutor;
import ai.miosa.spring.session.protocol.SessionCodec;
import ai.miosa.spring.session.websocket.WebSocketConnection;
import ai.miosa.spring.session.websocket.WebSocketHandshake;
import ai.miosa.spring.session.websocket.WebSocketTransport;
import ai.miosa.spring.session.websocket.WebSocketUpgrade;
import ai.miosa.spring.text.CommandChecks;

/**
 * Client that opens sessions, independently of the web server and HTTP client of the
 * application. Thread-safe. No thread is started before the first session.
 * <p>
 * Sessions have no dedicated threads, over {@code ws} and {@code wss}: all share a few
 * event loops. User code (output handlers, port listeners, continuations of
 * {@code exitCode()}) runs on other threads, one at a time per session, so that code that
 * blocks delays only its own session.
 */
public final class MiosaSessionClient implements AutoCloseable {

	private static final SessionOptions DEFAULTS = SessionOptions.builder()
		.pty(false)
		.terminalSize(TerminalSize.DEFAULT)
		.output(OutputMode.CAPTURED)
		.build();

	private final MiosaSessionClientBuilder builder;

	private final MiosaEndpoint endpoint;

	private final SessionSettings sessionSettings;

	private final SessionCodec codec;

	private final SessionOptions defaultOptions;

	private final MiosaSessionRegistry registry;

	private final SharedResources shared;

	private final boolean derived;

	MiosaSessionClient(MiosaSessionClientBuilder builder) {
		this.builder = builder;
		this.endpoint = builder.endpoint;
		this.sessionSettings = builder.sessionSettings();
		this.codec = SessionCodec.of(builder.protocol);
		this.defaultOptions = builder.defaultOptions.withDefaults(DEFAULTS);
		this.registry = builder.registry;
		this.derived = builder.shared != null;
		this.shared = (builder.shared != null) ? builder.shared
				: new SharedResources(new WebSocketTransport(builder.connectionSettings()));
	}

	/**
	 * Return a builder.
	 * @param endpoint the API
	 * @return the builder
	 */
	public static MiosaSessionClientBuilder builder(MiosaEndpoint endpoint) {
		return new MiosaSessionClientBuilder(endpoint);
	}

	/**
	 * Return a builder with the settings of this client. The client that it builds shares
	 * the event loops, connection settings and registry of this one, starts no thread,
	 * and is closed with this client.
	 * @return the builder
	 */
	public MiosaSessionClientBuilder mutate() {
		return new MiosaSessionClientBuilder(this.builder, this.shared);
	}

	/**
	 * Return the default options.
	 * @return the options
	 */
	public SessionOptions getDefaultOptions() {
		return this.defaultOptions;
	}

	/**
	 * Return whether sessions can have environment variables.
	 * @return whether the protocol carries them
	 */
	public boolean carriesEnv() {
		return this.sessionSettings.protocol() != SessionProtocol.EXEC_WS;
	}

	/**
	 * Open a session upon subscription. A cancellation closes the session if it comes
	 * before the session is delivered, or soon after and the session has not been used.
	 * Opening is attempted once.
	 * <p>
	 * The command, its arguments and environment are sent in the URL of the upgrade
	 * request: send secrets and long scripts by stdin.
	 * @param computerId the computer to run on
	 * @param command the command
	 * @param options the options, in addition to the defaults of this client
	 * @return the open session. Fails with an {@link IllegalArgumentException} if an
	 * argument cannot be sent, with an {@link IllegalStateException} if the application
	 * is stopping, with the same {@link ai.miosa.spring.MiosaException} as a one-shot
	 * command if the server rejects the request, with a
	 * {@link ai.miosa.spring.MiosaConnectionException} if no connection is established,
	 * and with a {@link ai.miosa.spring.MiosaTimeoutException} if the handshake takes too
	 * long
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
	 * Open a session and report its end. Like
	 * {@link #open(String, String, SessionOptions)}, but for arguments that have been
	 * checked. Internal.
	 * @param computerId the computer to run on
	 * @param command the command
	 * @param options the options, merged with the defaults of this client
	 * @param onEnd called once with the exit code, or with the failure if there is none.
	 * Blocking delays only the continuations of the session
	 * @return the open session
	 */
	public Mono<MiosaSession> open(String computerId, String command, SessionOptions options,
			BiConsumer<@Nullable Integer, @Nullable Throwable> onEnd) {
		return Mono.deferContextual((view) -> {
			URI uri = ApiRequests.webSocketUri(this.endpoint, this.codec.query(command, options),
					this.codec.path(computerId));
			this.registry.checkRunning();
			CallerContext context = CallerContext.of(view);
			SessionOpening opening = new SessionOpening(computerId,
					(connection) -> open(connection, computerId, options, context, onEnd),
					this.shared.transport().executor());
			return Mono.<MiosaSession>create((sink) -> opening.start(sink, () -> connect(uri, opening)))
				.doOnCancel(opening::cancel);
		}).contextWrite(CallerContext::capture);
	}

	private WebSocketHandshake connect(URI uri, SessionOpening opening) {
		HttpHeaders headers = new HttpHeaders();
		ApiRequests.addHeaders(this.endpoint, headers);
		WebSocketHandshake handshake = this.shared.transport()
			.connect(
					new WebSocketUpgrade(uri, headers, this.codec.subprotocol(),
							this.sessionSettings.handshakeTimeout()),
					new SessionConnection(this.codec, opening::opened));
		this.registry.opening(handshake);
		return handshake;
	}

	private DefaultMiosaSession open(WebSocketConnection connection, String computerId, SessionOptions options,
			CallerContext context, BiConsumer<@Nullable Integer, @Nullable Throwable> onEnd) {
		DefaultMiosaSession session = new DefaultMiosaSession(computerId, options, this.sessionSettings, connection,
				new SerialExecutor(context.executor(this.shared.transport().executor())), context,
				this.shared.heartbeats(), this::remove, onEnd);
		try {
			session.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.shared.sessions().add(session);
		this.registry.add(session);
		return session;
	}

	private void remove(MiosaSession session) {
		this.shared.sessions().remove(session);
		this.registry.remove(session);
	}

	/**
	 * Close the sessions and connections of this client and of those derived from it. Has
	 * no effect on a derived client.
	 */
	@Override
	public void close() {
		if (!this.derived) {
			this.shared.close();
		}
	}

}
