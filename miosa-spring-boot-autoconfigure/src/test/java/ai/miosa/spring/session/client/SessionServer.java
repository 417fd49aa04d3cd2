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

import javax.net.ServerSocketFactory;

import org.awaitility.Awaitility;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;

/**
 * A server on a real socket that does to each connection what the test says.
 */
final class SessionServer implements AutoCloseable {

	static final Duration TIMEOUT = Duration.ofSeconds(10);

	static final String KEY = "msk_test_key";

	private final ServerSocket socket;

	private final Script script;

	private final String scheme;

	private final List<SessionPeer> peers = new CopyOnWriteArrayList<>();

	private final BlockingQueue<SessionPeer> arrived = new LinkedBlockingQueue<>();

	private SessionServer(ServerSocket socket, String scheme, Script script) {
		this.socket = socket;
		this.scheme = scheme;
		this.script = script;
		start("accept", () -> {
			while (true) {
				Socket connection = this.socket.accept();
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
		return start(ServerSocketFactory.getDefault(), "http", script);
	}

	static SessionServer start(ServerSocketFactory sockets, String scheme, Script script) {
		try {
			return new SessionServer(sockets.createServerSocket(0, 500, InetAddress.getLoopbackAddress()), scheme,
					script);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	MiosaEndpoint endpoint() {
		return endpoint("127.0.0.1");
	}

	MiosaEndpoint endpoint(String host) {
		return MiosaEndpoint.of(this.scheme + "://" + host + ":" + port() + "/api/v1", KEY, null);
	}

	int port() {
		return this.socket.getLocalPort();
	}

	MiosaSessionClient.Builder client() {
		return MiosaSessionClient.builder(endpoint());
	}

	/**
	 * Wait for a connection.
	 */
	SessionPeer nextPeer() throws InterruptedException {
		SessionPeer peer = this.arrived.poll(10, TimeUnit.SECONDS);
		if (peer == null) {
			throw new AssertionError("No connection arrived");
		}
		return peer;
	}

	int connections() {
		return this.peers.size();
	}

	private void serve(Socket connection) throws Exception {
		SessionPeer peer = new SessionPeer(connection);
		this.peers.add(peer);
		try (connection) {
			peer.readRequest();
			this.arrived.add(peer);
			this.script.run(peer);
		}
	}

	static void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Exception ex) {
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

	static String accept(String key) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1")
				.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
			return Base64.getEncoder().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static MiosaSession open(MiosaSessionClient client) {
		return open(client, SessionOptions.none());
	}

	/**
	 * Open a session whose output is read as a stream or a {@code Flux}.
	 */
	static MiosaSession stream(MiosaSessionClient client) {
		return open(client, SessionOptions.builder().output(OutputMode.STREAMED).build());
	}

	static MiosaSession open(MiosaSessionClient client, SessionOptions options) {
		return client.open("cmp_1", "command", options).block(TIMEOUT);
	}

	/**
	 * Wait until so much stdout waits for its reader that the computer is held back. The
	 * place of each piece in the queue counts too, so that less than the limit are bytes.
	 */
	static void awaitHeldBack(MiosaSession session) {
		Awaitility.await().until(() -> session.getInfo().stdoutBytes() > (256 * 1024) / 8 * 7);
	}

	/**
	 * What to do to a connection. When it returns, the connection is closed.
	 */
	interface Script {

		void run(SessionPeer peer) throws Exception;

	}

	/**
	 * Work that may fail.
	 */
	interface Task {

		void run() throws Exception;

	}

}
