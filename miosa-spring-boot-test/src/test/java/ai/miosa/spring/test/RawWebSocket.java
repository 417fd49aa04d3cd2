package ai.miosa.spring.test;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A WebSocket client that exposes every frame and sends none automatically.
 */
final class RawWebSocket implements AutoCloseable {

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

	private final Socket socket;

	private final DataInputStream in;

	private final OutputStream out;

	private final int status;

	private RawWebSocket(MiosaLocalComputer computer, String target, Map<String, String> requestHeaders)
			throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), computer.getPort());
		this.socket.setSoTimeout(30_000);
		this.in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream(), 64 * 1024));
		this.out = this.socket.getOutputStream();
		StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n"
				+ "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
				+ "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
		requestHeaders.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
		this.out.write(request.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
		this.status = Integer.parseInt(line().split(" ")[1]);
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			this.headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
		}
	}

	static RawWebSocket stream(MiosaLocalComputer computer, String... query) throws IOException {
		return open(computer, "stream", "miosa-exec-v1", query);
	}

	static RawWebSocket ws(MiosaLocalComputer computer, String... query) throws IOException {
		return open(computer, "ws", null, query);
	}

	static RawWebSocket open(MiosaLocalComputer computer, String endpoint, String subprotocol, String... query)
			throws IOException {
		Map<String, String> headers = new TreeMap<>(Map.of("Authorization", "Bearer " + computer.getApiKey()));
		if (subprotocol != null) {
			headers.put("Sec-WebSocket-Protocol", subprotocol);
		}
		return open(computer, target(computer, endpoint, query), headers);
	}

	static RawWebSocket open(MiosaLocalComputer computer, String target, Map<String, String> headers)
			throws IOException {
		return new RawWebSocket(computer, target, headers);
	}

	static String target(MiosaLocalComputer computer, String endpoint, String... query) {
		List<String> parameters = new ArrayList<>();
		for (int i = 0; i < query.length; i += 2) {
			parameters.add(query[i] + "=" + URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
		}
		return "/api/v1/computers/" + computer.getComputerId() + "/exec/" + endpoint + "?"
				+ String.join("&", parameters);
	}

	int status() {
		return this.status;
	}

	String header(String name) {
		return this.headers.get(name);
	}

	String body() throws IOException {
		return new String(this.in.readNBytes(Integer.parseInt(this.headers.get("Content-Length"))),
				StandardCharsets.UTF_8);
	}

	void stdin(String text) throws IOException {
		send(BINARY, bytes(0, text.getBytes(StandardCharsets.UTF_8)));
	}

	void endOfInput() throws IOException {
		send(BINARY, bytes(4));
	}

	void resize(int rows, int columns) throws IOException {
		send(BINARY, ByteBuffer.allocate(5).put((byte) 5).putShort((short) rows).putShort((short) columns).array());
	}

	void text(String text) throws IOException {
		send(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	void sendClose() throws IOException {
		send(CLOSE, new byte[] { 3, (byte) 0xe8 });
	}

	void send(int opcode, byte[] payload) throws IOException {
		send(true, opcode, payload);
	}

	// The mask is zero, which leaves the payload as it is
	void send(boolean last, int opcode, byte[] payload) throws IOException {
		ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) ((last ? 0x80 : 0) | opcode));
		if (payload.length < 126) {
			frame.put((byte) (0x80 | payload.length));
		}
		else if (payload.length < 65536) {
			frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
		}
		else {
			frame.put((byte) (0x80 | 127)).putLong(payload.length);
		}
		frame.putInt(0).put(payload);
		this.out.write(frame.array(), 0, frame.position());
		this.out.flush();
	}

	// Read a frame, or null at the end of the connection
	Frame read() throws IOException {
		int first = this.in.read();
		if (first < 0) {
			return null;
		}
		long length = this.in.readUnsignedByte();
		if (length == 126) {
			length = this.in.readUnsignedShort();
		}
		else if (length == 127) {
			length = this.in.readLong();
		}
		byte[] payload = this.in.readNBytes((int) length);
		if (payload.length < length) {
			throw new EOFException();
		}
		return new Frame((first & 0x80) != 0, first & 0x0f, payload);
	}

	// Read typed messages up to the close frame or the end of the connection
	Outcome outcome() throws IOException {
		Outcome outcome = new Outcome();
		for (Frame frame = read(); frame != null; frame = read()) {
			outcome.frames.add(frame);
			if (frame.opcode() == CLOSE) {
				outcome.closeCode = ByteBuffer.wrap(frame.payload()).getShort();
				break;
			}
			if (frame.opcode() == BINARY && frame.payload().length > 0) {
				byte[] payload = Arrays.copyOfRange(frame.payload(), 1, frame.payload().length);
				switch (frame.payload()[0]) {
					case 1 -> outcome.stdout.writeBytes(payload);
					case 2 -> outcome.stderr.writeBytes(payload);
					case 3 -> outcome.exit(payload);
					default -> outcome.others.add(frame.payload());
				}
			}
		}
		return outcome;
	}

	// Read stdout until it holds a text
	String awaitStdout(String text) throws IOException {
		ByteArrayOutputStream seen = new ByteArrayOutputStream();
		while (!seen.toString(StandardCharsets.UTF_8).contains(text)) {
			Frame frame = read();
			if (frame == null || frame.opcode() == CLOSE) {
				throw new EOFException("Seen: " + seen);
			}
			if (frame.opcode() == BINARY && frame.payload()[0] == 1) {
				seen.write(frame.payload(), 1, frame.payload().length - 1);
			}
		}
		return seen.toString(StandardCharsets.UTF_8);
	}

	Socket socket() {
		return this.socket;
	}

	void setTimeout(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
	}

	void reset() throws IOException {
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
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

	static byte[] bytes(int type, byte... payload) {
		return ByteBuffer.allocate(payload.length + 1).put((byte) type).put(payload).array();
	}

	record Frame(boolean last, int opcode, byte[] payload) {

		String text() {
			return new String(this.payload, StandardCharsets.UTF_8);
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "Frame[last=%s, opcode=%d, length=%d]", this.last, this.opcode,
					this.payload.length);
		}

	}

	static final class Outcome {

		final List<Frame> frames = new ArrayList<>();

		final List<byte[]> others = new ArrayList<>();

		final ByteArrayOutputStream stdout = new ByteArrayOutputStream();

		final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

		byte[] exit;

		int closeCode = -1;

		void exit(byte[] payload) {
			this.exit = payload;
		}

		String stdout() {
			return this.stdout.toString(StandardCharsets.UTF_8);
		}

		String stderr() {
			return this.stderr.toString(StandardCharsets.UTF_8);
		}

		Integer exitCode() {
			return (this.exit != null && this.exit.length >= 4) ? ByteBuffer.wrap(this.exit).getInt() : null;
		}

	}

}
