package ai.miosa.spring.exec;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Ends TLS in front of a server on a loopback port, with a certificate for a chosen name.
 */
final class TlsFront implements AutoCloseable {

	static final String PASSWORD = "changeit";

	private final ServerSocket listener;

	private final int target;

	TlsFront(Path keyStore, int target) throws IOException, GeneralSecurityException {
		this.listener = context(keyStore).getServerSocketFactory()
			.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.target = target;
		start(this::accept);
	}

	/**
	 * Make a key store with a self-signed certificate, which also serves as the trust
	 * store of a client that trusts it.
	 * @param file where to make it
	 * @param subjectAlternativeName the name, as keytool takes it
	 */
	static Path keyStore(Path file, String subjectAlternativeName) throws Exception {
		String keytool = String.join(File.separator, System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool, "-genkeypair", "-alias", "front", "-keyalg", "EC", "-dname",
				"CN=front", "-ext", "san=" + subjectAlternativeName, "-storetype", "PKCS12", "-keystore",
				file.toString(), "-storepass", PASSWORD)
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes());
		assertThat(process.waitFor()).as(output).isZero();
		return file;
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private static SSLContext context(Path keyStore) throws IOException, GeneralSecurityException {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(keyStore)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		factory.init(keys, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(factory.getKeyManagers(), null, null);
		return context;
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			start(() -> pump(client, server));
			start(() -> pump(server, client));
		}
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

	private static void start(Task task) {
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
	 * What a thread does.
	 */
	private interface Task {

		void run() throws IOException;

	}

}
