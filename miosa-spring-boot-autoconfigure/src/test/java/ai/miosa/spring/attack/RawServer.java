package ai.miosa.spring.attack;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

import static org.awaitility.Awaitility.await;

/**
 * A server on a real socket that runs a script for each connection and records the
 * requests that have arrived completely.
 */
final class RawServer implements AutoCloseable {

	/**
	 * Ends the wait for an event that does not come.
	 */
	static final Duration LIMIT = Duration.ofMinutes(1);

	private static final int BACKLOG = 500;

	private final ServerSocket socket;

	private final String scheme;

	private final Script script;

	private final Set<Socket> open = ConcurrentHashMap.newKeySet();

	private final AtomicInteger accepted = new AtomicInteger();

	private final List<Request> arrived = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "raw-server");
		thread.setDaemon(true);
		return thread;
	});

	private RawServer(String scheme, ServerSocket socket, Script script) {
		this.scheme = scheme;
		this.script = script;
		this.socket = socket;
		this.threads.execute(this::accept);
	}

	static RawServer http(Script script) throws IOException {
		return http(listen(ServerSocketFactory.getDefault()), script);
	}

	/**
	 * Start a server on a socket that listens already.
	 */
	static RawServer http(ServerSocket socket, Script script) {
		return new RawServer("http", socket, script);
	}

	static RawServer https(Script script) throws IOException {
		return new RawServer("https", listen(Tls.serverContext().getServerSocketFactory()), script);
	}

	static RawServer of(String scheme, Script script) throws IOException {
		return scheme.equals("https") ? https(script) : http(script);
	}

	private static ServerSocket listen(ServerSocketFactory sockets) throws IOException {
		return sockets.createServerSocket(0, BACKLOG, InetAddress.getByName("127.0.0.1"));
	}

	/**
	 * Return a script that answers every request of a connection.
	 */
	static Script answering(Answer answer) {
		return (connection) -> {
			while (true) {
				answer.to(connection.readRequest(), connection);
			}
		};
	}

	String baseUrl() {
		return this.scheme + "://127.0.0.1:" + port() + "/api/v1";
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Return how many requests with this text in their body have arrived completely.
	 */
	long arrivals(String text) {
		return this.arrived.stream().filter((request) -> request.body().contains(text)).count();
	}

	List<Request> arrived() {
		return Collections.unmodifiableList(this.arrived);
	}

	int accepted() {
		return this.accepted.get();
	}

	void awaitArrivals(int requests) {
		await().atMost(LIMIT).until(() -> this.arrived.size() == requests);
	}

	void awaitNoConnection() {
		await().atMost(LIMIT).until(this.open::isEmpty);
	}

	private void accept() {
		try {
			while (true) {
				Socket connection = this.socket.accept();
				this.accepted.incrementAndGet();
				this.threads.execute(() -> serve(connection));
			}
		}
		catch (IOException ex) {
			// Closed
		}
	}

	private void serve(Socket socket) {
		this.open.add(socket);
		try (socket) {
			this.script.run(new Connection(socket));
		}
		catch (Exception ex) {
			// The connection is closed, as some tests want it to be
		}
		finally {
			this.open.remove(socket);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
		for (Socket connection : this.open) {
			connection.close();
		}
		this.threads.shutdownNow();
	}

	/**
	 * What to do to a connection. When it returns, the connection is closed.
	 */
	interface Script {

		void run(Connection connection) throws Exception;

	}

	/**
	 * How to answer a request.
	 */
	interface Answer {

		void to(Request request, Connection connection) throws Exception;

	}

	record Request(String line, Map<String, String> headers, String body) {

	}

	/**
	 * The server's end of a connection.
	 */
	final class Connection {

		private final Socket socket;

		private final InputStream in;

		private Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream());
		}

		Socket socket() {
			return this.socket;
		}

		/**
		 * Read a request with its body and count it.
		 */
		Request readRequest() throws IOException {
			String line = line();
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			for (String header = line(); !header.isEmpty(); header = line()) {
				int colon = header.indexOf(':');
				headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
			}
			int length = Integer.parseInt(headers.getOrDefault("Content-Length", "0"));
			byte[] body = this.in.readNBytes(length);
			if (body.length < length) {
				throw new EOFException();
			}
			Request request = new Request(line, headers, new String(body, StandardCharsets.UTF_8));
			RawServer.this.arrived.add(request);
			return request;
		}

		private String line() throws IOException {
			StringBuilder line = new StringBuilder();
			for (int c = this.in.read(); c != '\n'; c = this.in.read()) {
				if (c < 0) {
					throw new EOFException();
				}
				line.append((char) c);
			}
			return line.toString().strip();
		}

		/**
		 * Write a text in which line feeds stand for the ends of lines.
		 */
		void write(String text) throws IOException {
			write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
		}

		void write(byte[] bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			this.socket.getOutputStream().flush();
		}

		void respond(int status, String headers, String body) throws IOException {
			write("HTTP/1.1 " + status + " X\nContent-Type: application/json\nContent-Length: "
					+ body.getBytes(StandardCharsets.UTF_8).length + "\n" + headers + "\n");
			write(body.getBytes(StandardCharsets.UTF_8));
		}

		/**
		 * Respond with a command's result.
		 */
		void result(String output, int exitCode) throws IOException {
			respond(200, "", "{\"output\": \"" + output + "\", \"exit_code\": " + exitCode + "}");
		}

		/**
		 * End the connection with a reset.
		 */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

		/**
		 * Wait until the client closes the connection.
		 */
		void awaitClose() throws IOException {
			while (this.in.read() >= 0) {
				// Discarded
			}
		}

	}

}
