package ai.miosa.spring.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A certificate for 127.0.0.1, and what trusts it.
 */
final class Tls {

	private static final String PASSWORD = "password";

	private static final Path STORE = generate();

	private Tls() {
	}

	private static Path generate() {
		try {
			Path directory = Files.createTempDirectory("miosa-attack");
			directory.toFile().deleteOnExit();
			Path store = directory.resolve("store.p12");
			store.toFile().deleteOnExit();
			Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
					"-genkeypair", "-alias", "test", "-keyalg", "EC", "-dname", "CN=test", "-ext", "san=ip:127.0.0.1",
					"-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore", store.toString())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
			assertThat(keytool.exitValue()).isZero();
			return store;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static List<String> clientProperties() {
		return List.of("miosa.ssl.bundle=attack", "spring.ssl.bundle.jks.attack.truststore.location=file:" + STORE,
				"spring.ssl.bundle.jks.attack.truststore.password=" + PASSWORD);
	}

	static SSLContext serverContext() {
		try (InputStream in = Files.newInputStream(STORE)) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(store, PASSWORD.toCharArray());
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(keys.getKeyManagers(), null, null);
			return context;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
