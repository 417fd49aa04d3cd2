package ai.miosa.spring.test;

import java.security.KeyStore;
import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.test.api.RequestLog;
import ai.miosa.spring.test.api.Route;
import ai.miosa.spring.test.http.LocalServer;
import ai.miosa.spring.test.http.ReceivedRequest;
import ai.miosa.spring.test.http.ServerCertificate;

/**
 * MIOSA computer on this machine: an HTTP server on the loopback interface and a random
 * port that implements the wire protocol and runs real {@code bash} and {@code python3}.
 * For tests and development only: anyone with the key can run commands as the user of
 * this JVM, and absolute paths are those of this machine.
 * <p>
 * Commands run in a private home directory that replaces {@code /home/user}, with a
 * minimal environment that contains only {@code PATH} from this JVM. One computer exists
 * from the start. Each computer or sandbox that a request creates has its own home
 * directory and processes until it is destroyed; this simulates their life cycle, not
 * their isolation. A command that times out, or whose client disconnects, is killed
 * together with all processes in its session. Processes that have detached themselves
 * with {@code setsid}, or that a command left in the background when it ended, continue
 * to run. {@link #close()} kills all processes and removes the directory, and so does a
 * watchdog process if this JVM is killed.
 * <p>
 * The combined output of a one-shot command is in the order in which it was read: each
 * stream keeps its own order, and output that is written to one stream some milliseconds
 * after the other follows it. The {@code command} of an interactive session is run by
 * {@code bash -c} if there are no {@code args}; otherwise it is a program that is started
 * with them.
 * <p>
 * Needs {@code bash} and {@code python3} on the {@code PATH}. Safe for use by many
 * threads.
 *
 * <pre class="code">
 * try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
 *     computer.faults().next(2, Fault.starting());
 *     client.exec(computer.getBaseUrl(), computer.getApiKey(), computer.getComputerId(), "uname");
 *     assertThat(computer.arrivals("uname")).isEqualTo(3);
 * }
 * </pre>
 */
public final class MiosaLocalComputer extends LocalPlatform implements AutoCloseable {

	private final RequestLog log = new RequestLog();

	private final Faults<Fault> faults = new Faults<>();

	private final Faults<SessionFault> sessionFaults = new Faults<>();

	private final Thread shutdownHook = new Thread(this::stop, "miosa-local-shutdown");

	private final @Nullable ServerCertificate certificate;

	private final LocalServer server;

	MiosaLocalComputer(MiosaLocalComputerBuilder builder) {
		this(builder, builder.tls ? ServerCertificate.get() : null);
	}

	private MiosaLocalComputer(MiosaLocalComputerBuilder builder, @Nullable ServerCertificate certificate) {
		super(builder);
		this.certificate = certificate;
		this.server = new LocalServer(processor(builder, this.log, this.faults, this.sessionFaults),
				builder.errorShape.format(), this.certificate);
		Runtime.getRuntime().addShutdownHook(this.shutdownHook);
	}

	/**
	 * Start a local computer with the default options.
	 * @return the running local computer
	 */
	public static MiosaLocalComputer start() {
		return builder().start();
	}

	/**
	 * Return a builder for a local computer with other options.
	 * @return a new builder
	 */
	public static MiosaLocalComputerBuilder builder() {
		return new MiosaLocalComputerBuilder();
	}

	/**
	 * Return the API's base URL.
	 * @return {@code http://127.0.0.1:<port>/api/v1}, or {@code https} with
	 * {@link MiosaLocalComputerBuilder#tls()}
	 */
	public String getBaseUrl() {
		return ((this.certificate != null) ? "https" : "http") + "://127.0.0.1:" + getPort() + "/api/v1";
	}

	/**
	 * Return whether this local computer uses TLS.
	 * @return whether it was built with {@link MiosaLocalComputerBuilder#tls()}
	 */
	public boolean isTls() {
		return this.certificate != null;
	}

	/**
	 * Return an SSL context for a client that trusts only this local computer.
	 * @return the SSL context
	 * @throws IllegalStateException without TLS
	 */
	public SSLContext sslContext() {
		return certificate().clientContext();
	}

	/**
	 * Return a trust store for the SSL bundle of a client.
	 * @return a trust store with only the certificate of this local computer
	 * @throws IllegalStateException without TLS
	 */
	public KeyStore trustStore() {
		return certificate().trustStore();
	}

	/**
	 * Return the certificate in PEM, for the property
	 * {@code spring.ssl.bundle.pem.<name>.truststore.certificate}.
	 * @return the certificate
	 * @throws IllegalStateException without TLS
	 */
	public String certificatePem() {
		return certificate().pem();
	}

	private ServerCertificate certificate() {
		Assert.state(this.certificate != null, "The local computer was started without TLS");
		return this.certificate;
	}

	/**
	 * Return the port the server listens on.
	 * @return the port, the same after {@link #refuseConnections()}
	 */
	public int getPort() {
		return this.server.port();
	}

	/**
	 * Return the faults for future requests other than WebSocket handshakes.
	 * @return the queue of faults
	 */
	public Faults<Fault> faults() {
		return this.faults;
	}

	/**
	 * Return the faults for future interactive sessions.
	 * @return the queue of faults, of which each WebSocket handshake consumes one
	 */
	public Faults<SessionFault> sessionFaults() {
		return this.sessionFaults;
	}

	/**
	 * Return the number of requests and handshakes with a command that arrived
	 * completely, whatever their outcome.
	 * @param commandOrCode the bash command or python code
	 * @return the number of requests
	 */
	public int arrivals(String commandOrCode) {
		return this.log.arrivals(commandOrCode);
	}

	/**
	 * Return the number of requests that arrived completely.
	 * @return the number of requests, including those without a command
	 */
	public int requests() {
		return this.log.total();
	}

	/**
	 * Return the number of requests for a route that arrived completely.
	 * @param route the route, such as {@code POST /computers} or {@code DELETE
	 * /computers/{id}}
	 * @return the number of requests and handshakes
	 * @throws IllegalArgumentException if there is no such route
	 */
	public int requests(String route) {
		return this.log.total(Route.of(route));
	}

	/**
	 * Return the last request that arrived completely.
	 * @return the request, or {@code null} if there was none
	 */
	public @Nullable RecordedRequest lastRequest() {
		ReceivedRequest last = this.log.last();
		return (last != null) ? new RecordedRequest(last.method(), last.uri(), last.headers(), last.body()) : null;
	}

	/**
	 * Refuse connections until {@link #acceptConnections()}, and end the open ones. A
	 * client with pooled connections may try one of them before it notices.
	 */
	public void refuseConnections() {
		this.server.refuse();
	}

	/**
	 * Refuse connections for a time, and end the open ones.
	 * @param duration how long
	 */
	public void refuseConnections(Duration duration) {
		this.server.refuse();
		this.server.acceptAfter(duration.toMillis());
	}

	/**
	 * Accept connections again, on the same port.
	 */
	public void acceptConnections() {
		this.server.accept();
	}

	/**
	 * Remove all faults, recorded requests, created and added computers, and all files in
	 * the home directory, and make the first computer running and reachable. Its sessions
	 * and processes are not affected.
	 */
	public void reset() {
		this.faults.clear();
		this.sessionFaults.clear();
		this.log.clear();
		resetComputers();
		this.server.accept();
	}

	/**
	 * Stop the server, kill all processes and remove the home directory. Idempotent.
	 */
	@Override
	public void close() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.shutdownHook);
		}
		catch (IllegalStateException ex) {
			// The JVM is shutting down, and its shutdown hook does the same
		}
		stop();
	}

	private void stop() {
		this.server.close();
		stopComputers();
	}

}
