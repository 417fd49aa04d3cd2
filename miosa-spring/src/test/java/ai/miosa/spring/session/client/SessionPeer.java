package ai.miosa.spring.session.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * The server's end of one connection.
 */
public final class SessionPeer {

	public static final int STDOUT = 0x01;

	public static final int STDERR = 0x02;

	public static final int EXIT = 0x03;

	private final Socket connection;

	private final Socket socket;

	private final BufferedInputStream in;

	private final OutputStream out;

	private String requestLine = "";

	private Map<String, String> headers = Map.of();

	private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();

	private final CountDownLatch gone = new CountDownLatch(1);

	private final AtomicInteger pings = new AtomicInteger();

	public volatile boolean ignorePings;

	/**
	 * Create a peer.
	 * @param connection the TCP connection
	 * @param socket what to read from and write to: the connection, or TLS over it
	 */
	SessionPeer(Socket connection, Socket socket) throws IOException {
		this.connection = connection;
		this.socket = socket;
		this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
		this.out = socket.getOutputStream();
	}

	public void readRequest() throws IOException {
		this.requestLine = SessionServer.line(this.in);
		this.headers = SessionServer.headers(this.in);
	}

	public String requestLine() {
		return this.requestLine;
	}

	public Map<String, String> headers() {
		return this.headers;
	}

	/**
	 * Return the TLS session of the connection.
	 */
	SSLSession tlsSession() {
		return ((SSLSocket) this.socket).getSession();
	}

	public int pings() {
		return this.pings.get();
	}

	/**
	 * Accept the upgrade and read what the client sends from now on.
	 */
	public void upgrade(String subprotocol) throws IOException {
		upgrade(subprotocol, new byte[0]);
	}

	/**
	 * Accept the upgrade and send the first frames in the same packet.
	 */
	public void upgrade(String subprotocol, byte[] frames) throws IOException {
		ByteArrayOutputStream packet = new ByteArrayOutputStream();
		packet.writeBytes(answer(subprotocol).getBytes(StandardCharsets.US_ASCII));
		packet.writeBytes(frames);
		write(packet.toByteArray());
		SessionServer.start("read", this::readUntilGone);
	}

	/**
	 * Accept the upgrade and leave unread what the client sends.
	 */
	public void upgradeWithoutReading(String subprotocol) throws IOException {
		write(answer(subprotocol).getBytes(StandardCharsets.US_ASCII));
	}

	private String answer(String subprotocol) {
		return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + SessionServer.accept(this.headers.get("sec-websocket-key")) + "\r\n"
				+ ((subprotocol != null) ? "Sec-WebSocket-Protocol: " + subprotocol + "\r\n" : "") + "\r\n";
	}

	public void respond(String response) throws IOException {
		write(response.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Read what the client sends until it closes the connection.
	 */
	public void readUntilGone() throws IOException {
		try {
			DataInputStream data = new DataInputStream(this.in);
			while (true) {
				int opcode = data.readUnsignedByte() & 0x0f;
				long length = data.readUnsignedByte() & 0x7f;
				length = (length == 126) ? data.readUnsignedShort() : (length == 127) ? data.readLong() : length;
				byte[] mask = data.readNBytes(4);
				byte[] payload = data.readNBytes((int) length);
				for (int i = 0; i < payload.length; i++) {
					payload[i] ^= mask[i % 4];
				}
				if (opcode == 9) {
					this.pings.incrementAndGet();
					if (!this.ignorePings) {
						frame(true, 10, payload);
					}
				}
				else {
					this.messages.add(new Message(opcode, payload));
				}
			}
		}
		finally {
			this.gone.countDown();
		}
	}

	public Message nextMessage() throws InterruptedException {
		Message message = this.messages.poll(10, TimeUnit.SECONDS);
		if (message == null) {
			throw new AssertionError("No message arrived");
		}
		return message;
	}

	/**
	 * Record that the client has closed the connection.
	 */
	void gone() {
		this.gone.countDown();
	}

	/**
	 * Wait until the client has closed the connection.
	 */
	public boolean awaitGone() throws InterruptedException {
		return this.gone.await(10, TimeUnit.SECONDS);
	}

	public boolean isGone() {
		return this.gone.getCount() == 0 || this.connection.isClosed();
	}

	/**
	 * Keep the connection open until the client closes it.
	 */
	public void stay() throws InterruptedException {
		this.gone.await();
	}

	/**
	 * Keep the connection open and leave unread what the client sends.
	 */
	public void stayWithoutReading() throws InterruptedException {
		this.gone.await(20, TimeUnit.SECONDS);
	}

	public void stdout(String text) throws IOException {
		send(STDOUT, text.getBytes(StandardCharsets.UTF_8));
	}

	public void stderr(String text) throws IOException {
		send(STDERR, text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send megabytes in frames of 32 KiB.
	 */
	public void megabytes(int count, int type) throws IOException {
		byte[] frame = frameBytes(true, 2, message(type, new byte[32 * 1024]));
		for (int i = 0; i < count * 32; i++) {
			write(frame);
		}
	}

	public void exit(int code) throws IOException {
		send(EXIT, ByteBuffer.allocate(4).putInt(code).array());
	}

	public void exitAndClose(int code) throws IOException {
		exit(code);
		close(1000);
	}

	public void send(int type, byte[] payload) throws IOException {
		write(frameBytes(true, 2, message(type, payload)));
	}

	public static byte[] message(int type, byte[] payload) {
		return ByteBuffer.allocate(1 + payload.length).put((byte) type).put(payload).array();
	}

	public void close(int code) throws IOException {
		frame(true, 8, ByteBuffer.allocate(2).putShort((short) code).array());
	}

	public void frame(boolean last, int opcode, byte[] payload) throws IOException {
		write(frameBytes(last, opcode, payload));
	}

	public static byte[] frameBytes(boolean last, int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(10 + payload.length);
		frame.put((byte) (((last) ? 0x80 : 0) | opcode));
		if (payload.length < 126) {
			frame.put((byte) payload.length);
		}
		else if (payload.length < 65536) {
			frame.put((byte) 126).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 127).putLong(payload.length);
		}
		byte[] bytes = new byte[frame.put(payload).flip().remaining()];
		frame.get(bytes);
		return bytes;
	}

	public synchronized void write(byte[] bytes) throws IOException {
		this.out.write(bytes);
		this.out.flush();
	}

	/**
	 * Write to the TCP connection, which breaks TLS.
	 */
	public void writeBelowTls(byte[] bytes) throws IOException {
		this.connection.getOutputStream().write(bytes);
	}

	/**
	 * Cut the connection without a WebSocket close.
	 */
	public void drop() throws IOException {
		this.connection.close();
	}

	/**
	 * Cut the connection with a TCP reset.
	 */
	public void reset() throws IOException {
		this.connection.setSoLinger(true, 0);
		this.connection.close();
	}

	/**
	 * A message from the client.
	 *
	 * @param opcode the WebSocket opcode
	 * @param payload the payload
	 */
	public record Message(int opcode, byte[] payload) {

		public int type() {
			return this.payload[0];
		}

		public String text() {
			return new String(this.payload, 1, this.payload.length - 1, StandardCharsets.UTF_8);
		}

	}

}
