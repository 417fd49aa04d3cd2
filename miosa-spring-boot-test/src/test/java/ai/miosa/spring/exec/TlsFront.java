package ai.miosa.spring.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;

import javax.net.ssl.SSLContext;

import io.netty.pkitesting.X509Bundle;

/**
 * Terminates TLS in front of a server on a loopback port.
 */
final class TlsFront implements AutoCloseable {

	private final ServerSocket listener;

	private final int target;

	TlsFront(X509Bundle certificate, int target) throws IOException, GeneralSecurityException {
		this.listener = context(certificate).getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		start(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private static SSLContext context(X509Bundle certificate) throws GeneralSecurityException {
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
		return context;
	}

	private void accept() throws IOException {
		while (true) {
			connect(this.listener.accept(), this.target);
		}
	}

	/**
	 * Pass on what a client and the server on a loopback port send.
	 */
	static void connect(Socket client, int port) throws IOException {
		Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
		start(() -> pump(client, server));
		start(() -> pump(server, client));
	}

	private static void pump(Socket from, Socket to) throws IOException {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[16 * 1024];
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
				out.write(buffer, 0, n);
				out.flush();
			}
		}
	}

	static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// The other side, or the test, has closed the connection
			}
		}, "tls-front");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A task of a thread.
	 */
	interface Task {

		void run() throws IOException;

	}

}
