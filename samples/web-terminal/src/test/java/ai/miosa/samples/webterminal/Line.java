package ai.miosa.samples.webterminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * A line from the browser to the server that can be cut: all connections break, and no
 * new one works until it is repaired. Or frozen: nothing arrives, and nothing breaks.
 */
class Line implements AutoCloseable {

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final ServerSocket listener;

	private final int port;

	private final Semaphore attempts = new Semaphore(0);

	private volatile boolean cut;

	private volatile CountDownLatch thawed = new CountDownLatch(0);

	Line(int port) throws IOException {
		this.port = port;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	String url() {
		return "http://127.0.0.1:" + this.listener.getLocalPort() + "/";
	}

	void cut() {
		this.cut = true;
		this.sockets.forEach(Line::close);
		this.sockets.clear();
	}

	/**
	 * Wait until the browser has failed to connect.
	 */
	void awaitAttempt() {
		this.attempts.acquireUninterruptibly();
	}

	/**
	 * Lose everything silently, as when a network disappears: connections stay open.
	 */
	void freeze() {
		this.thawed = new CountDownLatch(1);
	}

	void thaw() {
		this.thawed.countDown();
	}

	void repair() {
		this.cut = false;
	}

	@Override
	public void close() throws IOException {
		thaw();
		this.listener.close();
		cut();
	}

	private void accept() {
		try {
			while (true) {
				connect(this.listener.accept());
			}
		}
		catch (IOException ex) {
			// The line was closed
		}
	}

	private void connect(Socket browser) throws IOException {
		Socket server = new Socket(InetAddress.getLoopbackAddress(), this.port);
		this.sockets.add(browser);
		this.sockets.add(server);
		if (this.cut) {
			cut();
			this.attempts.release();
		}
		start(() -> copy(browser, server));
		start(() -> copy(server, browser));
	}

	private void copy(Socket from, Socket to) {
		try {
			byte[] buffer = new byte[16 * 1024];
			for (int size = from.getInputStream().read(buffer); size >= 0; size = from.getInputStream().read(buffer)) {
				this.thawed.await();
				to.getOutputStream().write(buffer, 0, size);
			}
		}
		catch (IOException ex) {
			// The line was cut
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			close(from);
			close(to);
		}
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(Runnable action) {
		Thread thread = new Thread(action, "line");
		thread.setDaemon(true);
		thread.start();
	}

}
