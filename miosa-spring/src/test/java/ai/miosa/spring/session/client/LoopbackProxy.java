package ai.miosa.spring.session.client;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on a loopback port, for HTTP CONNECT and for SOCKS 5. It connects to one port,
 * whatever the requested host.
 */
final class LoopbackProxy implements AutoCloseable {

	private static final int USERNAME_PASSWORD = 2;

	private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<String> credentials = new CopyOnWriteArrayList<>();

	volatile String refusal;

	LoopbackProxy(int target) throws IOException {
		this.target = target;
		SessionServer.start("proxy", () -> {
			while (true) {
				Socket client = this.socket.accept();
				SessionServer.start("proxy-connection", () -> serve(client));
			}
		});
	}

	int port() {
		return this.socket.getLocalPort();
	}

	/**
	 * Return the hosts and ports that were requested.
	 */
	List<String> requests() {
		return this.requests;
	}

	/**
	 * Return the credentials that were received.
	 */
	List<String> credentials() {
		return this.credentials;
	}

	private void serve(Socket client) throws IOException {
		try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			BufferedInputStream in = new BufferedInputStream(client.getInputStream());
			in.mark(1);
			boolean connected = (in.read() == 5) ? socks(new DataInputStream(in), client.getOutputStream())
					: connect(in, client.getOutputStream());
			if (connected) {
				SessionServer.start("proxy-back", () -> {
					server.getInputStream().transferTo(client.getOutputStream());
					client.close();
				});
				in.transferTo(server.getOutputStream());
			}
		}
	}

	private boolean connect(InputStream in, OutputStream out) throws IOException {
		in.reset();
		this.requests.add(SessionServer.line((BufferedInputStream) in));
		Map<String, String> headers = SessionServer.headers((BufferedInputStream) in);
		if (headers.containsKey("proxy-authorization")) {
			this.credentials.add(headers.get("proxy-authorization"));
		}
		String answer = (this.refusal != null) ? this.refusal : "HTTP/1.1 200 Connected\r\n\r\n";
		out.write(answer.getBytes(StandardCharsets.US_ASCII));
		return this.refusal == null;
	}

	private boolean socks(DataInputStream in, OutputStream out) throws IOException {
		byte[] methods = in.readNBytes(in.readUnsignedByte());
		boolean login = new String(methods, StandardCharsets.ISO_8859_1).indexOf(USERNAME_PASSWORD) >= 0;
		out.write(new byte[] { 5, (byte) ((login) ? USERNAME_PASSWORD : 0) });
		if (login) {
			in.readUnsignedByte();
			this.credentials.add(text(in) + ":" + text(in));
			out.write(new byte[] { 1, 0 });
		}
		in.readNBytes(3);
		int type = in.readUnsignedByte();
		String host = (type == 3) ? text(in) : InetAddress.getByAddress(in.readNBytes((type == 1) ? 4 : 16)).toString();
		this.requests.add(host + ":" + in.readUnsignedShort());
		out.write(new byte[] { 5, (byte) ((this.refusal != null) ? 2 : 0), 0, 1, 0, 0, 0, 0, 0, 0 });
		return this.refusal == null;
	}

	private static String text(DataInputStream in) throws IOException {
		return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
