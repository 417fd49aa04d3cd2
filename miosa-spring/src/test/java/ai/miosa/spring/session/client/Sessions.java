package ai.miosa.spring.session.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.testsupport.TestCertificate;

/**
 * The servers, clients and sessions of one test, closed after it. The client is made for
 * the first server when it is asked for.
 */
public final class Sessions implements AfterEachCallback {

	public static final SessionOptions STREAMED = SessionOptions.builder().output(OutputMode.STREAMED).build();

	private final Transport transport;

	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	private Consumer<MiosaSessionClientBuilder> configurer = (builder) -> {
	};

	private SessionServer server;

	private MiosaSessionClient client;

	public Sessions(Transport transport) {
		this.transport = transport;
	}

	/**
	 * Start a server that upgrades every request and then follows the script.
	 */
	public SessionServer upgrading(SessionServer.Script script) {
		return answering((peer) -> {
			peer.upgrade("miosa-exec-v1");
			script.run(peer);
		});
	}

	/**
	 * Start a server that follows the script from the request on.
	 */
	public SessionServer answering(SessionServer.Script script) {
		SessionServer server = SessionServer.start(this.transport, TestCertificate.ofLoopback(), script);
		this.resources.push(server);
		this.server = (this.server != null) ? this.server : server;
		return server;
	}

	/**
	 * Return the first server.
	 */
	public SessionServer server() {
		return this.server;
	}

	/**
	 * Set how the client is to be built.
	 */
	public Sessions configure(Consumer<MiosaSessionClientBuilder> configurer) {
		this.configurer = configurer;
		return this;
	}

	/**
	 * Set the session protocol of the client.
	 */
	public Sessions protocol(SessionProtocol protocol) {
		Consumer<MiosaSessionClientBuilder> before = this.configurer;
		return configure((builder) -> {
			before.accept(builder);
			builder.protocol(protocol);
		});
	}

	/**
	 * Return the client of the first server.
	 */
	public MiosaSessionClient client() {
		if (this.client == null) {
			this.client = client(this.server);
		}
		return this.client;
	}

	/**
	 * Return a new client of a server.
	 */
	public MiosaSessionClient client(SessionServer server) {
		return client(server.client());
	}

	/**
	 * Return a new client.
	 */
	public MiosaSessionClient client(MiosaSessionClientBuilder builder) {
		this.configurer.accept(builder);
		MiosaSessionClient client = builder.build();
		this.resources.push(client);
		return client;
	}

	/**
	 * Start a server that upgrades and follows the script, and open a session whose
	 * output is captured.
	 */
	public MiosaSession open(SessionServer.Script script) {
		return open(script, SessionOptions.none());
	}

	/**
	 * Start a server that upgrades and follows the script, and open a session whose
	 * output is read as a stream or a {@code Flux}.
	 */
	public MiosaSession stream(SessionServer.Script script) {
		return open(script, STREAMED);
	}

	/**
	 * Start a server that upgrades and follows the script, and open a session whose
	 * output goes to a handler.
	 */
	public MiosaSession handle(SessionServer.Script script, SessionOutputHandler handler) {
		return open(script, SessionOptions.builder().outputHandler(handler).build());
	}

	public MiosaSession open(SessionServer.Script script, SessionOptions options) {
		upgrading(script);
		return open(options);
	}

	/**
	 * Open another session on the first server.
	 */
	public MiosaSession open(SessionOptions options) {
		MiosaSession session = SessionServer.open(client(), options);
		this.resources.push(session);
		return session;
	}

	/**
	 * Close something after the test.
	 */
	public void closing(AutoCloseable resource) {
		this.resources.push(resource);
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

}
