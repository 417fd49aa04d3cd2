package ai.miosa.spring.session.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import org.awaitility.Awaitility;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.testsupport.TestCertificate;

/**
 * A server on a real socket that does to each connection what the test says.
 */
public final class SessionServer implements AutoCloseable {

	public static final Duration TIMEOUT = Duration.ofSeconds(10);

	public static final String KEY = "msk_test_key";

	private final ServerSocket socket;

	private final Transport transport;

	private final SSLContext tls;

	private final Script script;

	private final List<SessionPeer> peers = new CopyOnWriteArrayList<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final BlockingQueue<SessionPeer> arrived = new LinkedBlockingQueue<>();

	private SessionServer(ServerSocket socket, Transport transport, SSLContext tls, Script script) {
		this.socket = socket;
		this.transport = transport;
		this.tls = tls;
		this.script = script;
		start("accept", () -> {
			while (true) {
				Socket connection = this.socket.accept();
				// As servers do: Nagle's algorithm holds the end of each TLS handshake
				// back for 40 ms
				connection.setTcpNoDelay(true);
				start("connection", () -> serve(connection));
			}
		});
	}

	/**
	 * Start a server that upgrades every request and then follows the script.
	 */
	static SessionServer upgrading(Script script) {
		return refusing((peer) -> {
			peer.upgrade("miosa-exec-v1");
			script.run(peer);
		});
	}

	/**
	 * Start a server that follows the script from the request on.
	 */
	static SessionServer refusing(Script script) {
		return start(Transport.WS, null, script);
	}

	/**
	 * Start a server.
	 * @param transport what carries the sessions
	 * @param certificate the certificate for TLS
	 * @param script what to do to each connection from the request on
	 */
	static SessionServer start(Transport transport, TestCertificate certificate, Script script) {
		try {
			return new SessionServer(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()), transport,
					(transport == Transport.WSS) ? certificate.newContext() : null, script);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public MiosaEndpoint endpoint() {
		return endpoint("127.0.0.1");
	}

	MiosaEndpoint endpoint(String host) {
		return MiosaEndpoint.of(this.transport.scheme() + "://" + host + ":" + port() + "/api/v1", KEY, null);
	}

	public int port() {
		return this.socket.getLocalPort();
	}

	public MiosaSessionClientBuilder client() {
		return MiosaSessionClient.builder(endpoint()).sslContext(this.tls);
	}

	/**
	 * Return a builder of a client that reaches this server through another port.
	 */
	public MiosaSessionClientBuilder clientThrough(int port) {
		return client().endpoint(MiosaEndpoint.of(this.transport.scheme() + "://127.0.0.1:" + port, KEY, null));
	}

	/**
	 * Wait for a request.
	 */
	public SessionPeer nextPeer() throws InterruptedException {
		SessionPeer peer = this.arrived.poll(10, TimeUnit.SECONDS);
		if (peer == null) {
			throw new AssertionError("No connection arrived");
		}
		return peer;
	}

	public int connections() {
		return this.peers.size();
	}

	/**
	 * Return the number of requests that have arrived.
	 */
	public int requests() {
		return this.requests.get();
	}

	/**
	 * Return the number of connections that the client has not closed.
	 */
	public long liveConnections() {
		return this.peers.stream().filter((peer) -> !peer.isGone()).count();
	}

	private void serve(Socket connection) throws Exception {
		Socket socket = connection;
		if (this.tls != null) {
			SSLSocket tlsSocket = (SSLSocket) this.tls.getSocketFactory().createSocket(connection, null, true);
			tlsSocket.setUseClientMode(false);
			socket = tlsSocket;
		}
		SessionPeer peer = new SessionPeer(connection, socket);
		this.peers.add(peer);
		try (connection) {
			peer.readRequest();
			this.requests.incrementAndGet();
			this.arrived.add(peer);
			this.script.run(peer);
		}
		catch (IOException ex) {
			peer.gone();
			throw ex;
		}
	}

	public static void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception | AssertionError ex) {
				// The connection has gone, as tests want it to
			}
		}, "test-server-" + name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (SessionPeer peer : this.peers) {
			peer.drop();
		}
	}

	static Map<String, String> headers(BufferedInputStream in) throws IOException {
		Map<String, String> headers = new LinkedHashMap<>();
		for (String line = line(in); !line.isEmpty(); line = line(in)) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).trim());
		}
		return headers;
	}

	static String line(BufferedInputStream in) throws IOException {
		StringBuilder line = new StringBuilder();
		for (int c = in.read(); c != '\n'; c = in.read()) {
			if (c < 0) {
				throw new IOException("End of stream");
			}
			line.append((char) c);
		}
		return line.toString().strip();
	}

	public static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static MiosaSession open(MiosaSessionClient client) {
		return open(client, SessionOptions.none());
	}

	/**
	 * Open a session whose output is read as a stream or a {@code Flux}.
	 */
	static MiosaSession stream(MiosaSessionClient client) {
		return open(client, SessionOptions.builder().output(OutputMode.STREAMED).build());
	}

	public static MiosaSession open(MiosaSessionClient client, SessionOptions options) {
		return client.open("cmp_1", "command", options).block(TIMEOUT);
	}

	/**
	 * Wait until so much stdout waits for its reader that back-pressure is applied. The
	 * queue entry of each piece counts too, so that the bytes are fewer than the limit.
	 */
	static void awaitHeldBack(MiosaSession session) {
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > (256 * 1024) / 8 * 7);
	}

	/**
	 * What to do to a connection. When it returns, the connection is closed.
	 */
	public interface Script {

		void run(SessionPeer peer) throws Exception;

	}

	/**
	 * Work that may fail.
	 */
	public interface Task {

		void run() throws Exception;

	}

}
