package ai.miosa.spring.session.websocket;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.http.HttpHeaders;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import ai.miosa.spring.session.websocket.ConformanceCase.Frame;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection as sessions have it, with a handler that echoes, against the cases of the
 * Autobahn test suite.
 */
class ConformanceTests {

	// From JDK 25, the common pool has a single thread on two processors
	private static final Executor THREADS = (task) -> new Thread(task, "conformance-peer").start();

	private static final Set<String> REPRESENTATIVES = Set.of("9.1.2", "9.2.2", "9.3.5", "9.4.5", "9.5.4", "9.6.4",
			"9.7.1", "9.8.1");

	@AutoClose
	private static final WebSocketTransport TRANSPORT = new WebSocketTransport(
			new ConnectionSettings(Duration.ofSeconds(5), null, null, null, false));

	static Stream<ConformanceCase> cases() {
		return ConformanceCases.all()
			.filter((testCase) -> !isLong(testCase) || REPRESENTATIVES.contains(testCase.id()));
	}

	static Stream<ConformanceCase> longCases() {
		return ConformanceCases.all().filter(ConformanceTests::isLong);
	}

	private static boolean isLong(ConformanceCase testCase) {
		return testCase.id().startsWith("9.");
	}

	@Tag("thorough")
	@ParameterizedTest
	@MethodSource("longCases")
	void conformsWithLongOrManyMessages(ConformanceCase testCase) throws Exception {
		conforms(testCase);
	}

	@ParameterizedTest
	@MethodSource("cases")
	void conforms(ConformanceCase testCase) throws Exception {
		try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			CompletableFuture<List<Frame>> received = CompletableFuture.supplyAsync(() -> serve(listener, testCase),
					THREADS);
			Echo echo = connect(listener.getLocalPort());
			List<Frame> frames = received.get(60, TimeUnit.SECONDS);
			CloseStatus status = echo.closed.get(10, TimeUnit.SECONDS);
			if (testCase.isFailure()) {
				int expected = testCase.expected().size();
				assertThat(frames.stream().limit(expected).toList()).isEqualTo(testCase.expected());
				assertThat(frames.stream().skip(expected).toList()).allMatch(
						(frame) -> frame.opcode() == ConformanceCase.CLOSE || frame.opcode() == ConformanceCase.PONG);
				assertThat(status.getCode()).isEqualTo(CloseStatus.NO_CLOSE_FRAME.getCode());
				assertThat(echo.failure).isInstanceOf(ProtocolViolationException.class);
			}
			else {
				assertThat(frames).isEqualTo(testCase.expected());
			}
		}
	}

	private static Echo connect(int port) throws Exception {
		Echo echo = new Echo();
		URI uri = URI.create("ws://127.0.0.1:" + port + "/");
		TRANSPORT.connect(new WebSocketUpgrade(uri, new HttpHeaders(), null, Duration.ofSeconds(30)), echo)
			.connection()
			.get(30, TimeUnit.SECONDS);
		return echo;
	}

	private static List<Frame> serve(ServerSocket listener, ConformanceCase testCase) {
		try (Socket socket = listener.accept()) {
			socket.setSoTimeout(20_000);
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
			upgrade(in, socket.getOutputStream());
			Semaphore window = new Semaphore(testCase.window());
			CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(socket, testCase, window), THREADS);
			List<Frame> frames = new ArrayList<>();
			readAll(in, frames, testCase, window);
			sent.get(10, TimeUnit.SECONDS);
			return frames;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void upgrade(DataInputStream in, OutputStream out) throws Exception {
		StringBuilder request = new StringBuilder();
		while (request.indexOf("\r\n\r\n") < 0) {
			request.append((char) in.readUnsignedByte());
		}
		String key = request.toString().replaceAll("(?is).*sec-websocket-key: *([^\r]*).*", "$1");
		byte[] digest = MessageDigest.getInstance("SHA-1")
			.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
		out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n")
			.getBytes(StandardCharsets.US_ASCII));
	}

	private static void send(Socket socket, ConformanceCase testCase, Semaphore window) {
		try {
			OutputStream out = (testCase.chop() < Integer.MAX_VALUE || testCase.window() == 1)
					? socket.getOutputStream() : new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
			for (byte[] frame : testCase.sent()) {
				window.acquire();
				for (int at = 0; at < frame.length;) {
					int length = Math.min(testCase.chop(), frame.length - at);
					out.write(frame, at, length);
					at += length;
				}
			}
			out.flush();
		}
		catch (IOException ex) {
			// The client has failed the connection, as it may have to
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Read until all has come that is expected, or the client has closed the connection.
	 */
	private static void readAll(DataInputStream in, List<Frame> frames, ConformanceCase testCase, Semaphore window)
			throws IOException {
		ByteArrayOutputStream message = new ByteArrayOutputStream();
		int opcode = 0;
		try {
			while (testCase.isFailure() || frames.size() < testCase.expected().size()) {
				int first = in.readUnsignedByte();
				int masked = in.readUnsignedByte();
				assertThat(masked & 0x80).as("mask").isNotZero();
				byte[] payload = readPayload(in, masked & 0x7f);
				opcode = ((first & 0x0f) != 0) ? first & 0x0f : opcode;
				message.writeBytes(payload);
				if ((first & 0x80) != 0) {
					frames.add(new Frame(opcode, message.toByteArray()));
					message.reset();
					window.release();
				}
			}
		}
		catch (EOFException | SocketException ex) {
			// The client has closed the connection
		}
	}

	private static byte[] readPayload(DataInputStream in, int shortLength) throws IOException {
		long length = (shortLength == 127) ? in.readLong()
				: (shortLength == 126) ? in.readUnsignedShort() : shortLength;
		byte[] mask = in.readNBytes(4);
		byte[] payload = in.readNBytes((int) length);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= mask[i % 4];
		}
		return payload;
	}

	/**
	 * Sends every message back.
	 */
	private static final class Echo implements WebSocketHandler {

		private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

		private final StringBuilder text = new StringBuilder();

		private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

		private volatile Throwable failure;

		@Override
		public boolean supportsPartialMessages() {
			return true;
		}

		@Override
		public void afterConnectionEstablished(WebSocketSession session) {
		}

		@Override
		public void handleMessage(WebSocketSession session, WebSocketMessage<?> message) throws IOException {
			WebSocketConnection connection = WebSocketConnection.of(session);
			if (message instanceof TextMessage part) {
				this.text.append(part.getPayload());
				if (part.isLast()) {
					connection.send(this.text.toString(), null);
					this.text.setLength(0);
				}
			}
			else if (message instanceof BinaryMessage part) {
				this.binary.writeBytes(part.getPayload().array());
				if (part.isLast()) {
					connection.send(ByteBuffer.wrap(this.binary.toByteArray()), null);
					this.binary.reset();
				}
			}
		}

		@Override
		public void handleTransportError(WebSocketSession session, Throwable failure) {
			this.failure = failure;
		}

		@Override
		public void afterConnectionClosed(WebSocketSession session, CloseStatus status) {
			this.closed.complete(status);
		}

	}

}
