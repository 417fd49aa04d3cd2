package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions over {@code wss}.
 */
class MiosaSessionTlsTests {

	private static final char[] PASSWORD = "password".toCharArray();

	@TempDir
	Path directory;

	@Test
	void sessionOverTls() throws Exception {
		SSLContext tls = contextFor("ip:127.0.0.1");
		try (SessionServer server = tlsServer(tls);
				MiosaSessionClient client = server.client().sslContext(tls).build();
				MiosaSession session = SessionServer.stream(client)) {
			session.sendStdin("in");
			assertThat(session.stdout().readAllBytes()).hasSize(3 << 20);
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(4);
		}
	}

	@Test
	void certificateForAnotherHostIsRefused() throws Exception {
		SSLContext tls = contextFor("dns:other.example");
		try (SessionServer server = tlsServer(tls);
				MiosaSessionClient client = server.client().sslContext(tls).build()) {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	void certificateThatNobodyTrustsIsRefused() throws Exception {
		try (SessionServer server = tlsServer(contextFor("ip:127.0.0.1"));
				MiosaSessionClient client = server.client().build()) {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	private static SessionServer tlsServer(SSLContext tls) {
		return SessionServer.start(tls.getServerSocketFactory(), "https", (peer) -> {
			peer.upgrade("miosa-exec-v1");
			assertThat(peer.nextMessage().text()).isEqualTo("in");
			for (int i = 0; i < 3; i++) {
				peer.send(SessionPeer.STDOUT, new byte[1 << 20]);
			}
			peer.exitAndClose(4);
			peer.awaitGone(10);
		});
	}

	private SSLContext contextFor(String name) throws Exception {
		Path store = this.directory.resolve("store.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-ext", "san=" + name,
				"-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", new String(PASSWORD))
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD);
		}
		KeyStore trusted = KeyStore.getInstance("PKCS12");
		trusted.load(null, null);
		trusted.setCertificateEntry("server", keys.getCertificate("server"));
		KeyManagerFactory keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keyManagers.init(keys, PASSWORD);
		TrustManagerFactory trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trustManagers.init(trusted);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
		return context;
	}

}
