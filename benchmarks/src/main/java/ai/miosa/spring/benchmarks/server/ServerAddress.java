package ai.miosa.spring.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import ai.miosa.spring.MiosaEndpoint;

/**
 * Where the server is, and how it is addressed.
 *
 * @param port the port for clear text
 * @param tlsPort the port for TLS
 * @param certificate the file of the certificate to trust
 */
public record ServerAddress(int port, int tlsPort, Path certificate) {

	/**
	 * The system property from which a measurement knows the server.
	 */
	public static final String PROPERTY = "benchmark.server";

	/**
	 * The one computer.
	 */
	public static final String COMPUTER = "cmp_1";

	/**
	 * The key, which the server does not look at.
	 */
	public static final String KEY = "msk_benchmark";

	/**
	 * The subprotocol of sessions.
	 */
	public static final String SUBPROTOCOL = "miosa-exec-v1";

	public static ServerAddress get() {
		return parse(System.getProperty(PROPERTY));
	}

	public static ServerAddress parse(String text) {
		String[] parts = text.split(",");
		return new ServerAddress(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Path.of(parts[2]));
	}

	public String baseUrl(boolean secure) {
		return (secure ? "https://127.0.0.1:" + this.tlsPort : "http://127.0.0.1:" + this.port) + "/api/v1";
	}

	public MiosaEndpoint endpoint(boolean secure) {
		return MiosaEndpoint.of(baseUrl(secure), KEY, null);
	}

	public URI session(boolean secure, String command) {
		return URI.create(baseUrl(secure).replaceFirst("http", "ws") + "/computers/" + COMPUTER
				+ "/exec/stream?command=" + command.replace(" ", "%20") + "&tty=false");
	}

	public SSLContext sslContext() {
		try (InputStream in = Files.newInputStream(this.certificate)) {
			KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
			trusted.load(null, null);
			trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509").generateCertificate(in));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public String toString() {
		return this.port + "," + this.tlsPort + "," + this.certificate;
	}

}
