package ai.miosa.spring.exec;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy that tunnels each connection to one loopback port, whatever host it is asked
 * for.
 */
final class ConnectProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final int target;

	ConnectProxy(int target) throws IOException {
		this.target = target;
		TlsFront.start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return the first lines of the requests.
	 */
	List<String> requests() {
		return this.requests;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			this.requests.add(head(client.getInputStream()).lines().findFirst().orElse(""));
			client.getOutputStream().write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			TlsFront.connect(client, this.target);
		}
	}

	private static String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		for (int next = in.read(); next >= 0; next = in.read()) {
			head.append((char) next);
			if (head.indexOf("\r\n\r\n") >= 0) {
				break;
			}
		}
		return head.toString();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

}
