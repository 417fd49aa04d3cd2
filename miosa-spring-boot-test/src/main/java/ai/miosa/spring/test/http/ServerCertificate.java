package ai.miosa.spring.test.http;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import org.springframework.util.FileSystemUtils;

/**
 * A self-signed certificate for the loopback interface. The JDK has no public API to
 * create one, so its {@code keytool} is used.
 */
public final class ServerCertificate {

	private static final String ALIAS = "miosa-local-computer";

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static final long KEYTOOL_SECONDS = 60;

	private final KeyStore keyStore;

	private ServerCertificate(KeyStore keyStore) {
		this.keyStore = keyStore;
	}

	/**
	 * Return the certificate of this JVM, which is created at the first call.
	 * @return the certificate
	 */
	public static ServerCertificate get() {
		return Holder.CERTIFICATE;
	}

	private static ServerCertificate generate() {
		try {
			Path directory = Files.createTempDirectory("miosa-local-certificate-");
			try {
				Path file = directory.resolve("keystore.p12");
				runKeytool(file);
				KeyStore keyStore = KeyStore.getInstance("PKCS12");
				try (InputStream in = Files.newInputStream(file)) {
					keyStore.load(in, PASSWORD);
				}
				return new ServerCertificate(keyStore);
			}
			finally {
				FileSystemUtils.deleteRecursively(directory);
			}
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException("The certificate of the local computer could not be created", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the certificate of the local computer was created", ex);
		}
	}

	private static void runKeytool(Path keyStore) throws IOException, InterruptedException {
		String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		Process process = new ProcessBuilder(keytool, "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname",
				"secp256r1", "-dname", "CN=MIOSA local computer", "-validity", "365", "-ext",
				"san=ip:127.0.0.1,dns:localhost", "-storetype", "PKCS12", "-storepass", new String(PASSWORD),
				"-keystore", keyStore.toString())
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start();
		try {
			if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IOException(keytool + " has failed");
			}
		}
		finally {
			process.destroyForcibly();
		}
	}

	SslContext serverContext() {
		try {
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(this.keyStore, PASSWORD);
			return SslContextBuilder.forServer(keys).sslProvider(SslProvider.JDK).build();
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// Return the SSL context of a client that trusts only this certificate.
	public SSLContext clientContext() {
		try {
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trustStore());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, trust.getTrustManagers(), null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	// Return a trust store that contains only this certificate.
	public KeyStore trustStore() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry(ALIAS, certificate());
			return store;
		}
		catch (IOException | GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public String pem() {
		try {
			Base64.Encoder encoder = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));
			return "-----BEGIN CERTIFICATE-----\n" + encoder.encodeToString(certificate().getEncoded())
					+ "\n-----END CERTIFICATE-----\n";
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Certificate certificate() throws GeneralSecurityException {
		return this.keyStore.getCertificate(ALIAS);
	}

	private static final class Holder {

		private static final ServerCertificate CERTIFICATE = generate();

	}

}
