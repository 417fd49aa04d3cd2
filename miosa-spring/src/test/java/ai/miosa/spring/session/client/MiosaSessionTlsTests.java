package ai.miosa.spring.session.client;

import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.testsupport.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What TLS adds to a handshake.
 */
class MiosaSessionTlsTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void certificateForAnotherHostIsRejected() throws Exception {
		try (SessionServer server = SessionServer.start(Transport.WSS, TestCertificate.of("other.example"),
				SessionPeer::stay)) {
			assertRejected(this.sessions.client(server));
			assertThat(server.requests()).isZero();
		}
	}

	@Test
	void certificateThatNobodyTrustsIsRejected() throws Exception {
		SessionServer server = this.sessions.answering(SessionPeer::stay);
		assertRejected(this.sessions.client(server.client().sslContext(null)));
		assertThat(server.requests()).isZero();
	}

	@Test
	void protocolsOfTheApplicationApply() throws Exception {
		this.sessions.configure((client) -> client.sslParameters(new SSLParameters(null, new String[] { "TLSv1.2" })));
		this.sessions.open(SessionPeer::stay);
		assertThat(this.sessions.server().nextPeer().tlsSession().getProtocol()).isEqualTo("TLSv1.2");
	}

	@Test
	void serverReceivesTheNameOfItsHost() throws Exception {
		String host = "computers.example";
		try (SessionServer server = SessionServer.start(Transport.WSS, TestCertificate.of(host), (peer) -> {
			peer.upgrade("miosa-exec-v1");
			peer.stay();
		}); LoopbackProxy proxy = new LoopbackProxy(server.port())) {
			System.setProperty("https.proxyHost", "127.0.0.1");
			System.setProperty("https.proxyPort", String.valueOf(proxy.port()));
			MiosaEndpoint endpoint = MiosaEndpoint.of("https://" + host, SessionServer.KEY, null);
			SessionServer.open(this.sessions.client(server.client().endpoint(endpoint)));
			assertThat(server.nextPeer().tlsSession()).isInstanceOfSatisfying(ExtendedSSLSession.class,
					(session) -> assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName(host)));
		}
		finally {
			System.clearProperty("https.proxyHost");
			System.clearProperty("https.proxyPort");
		}
	}

	@Test
	void secondHandshakeResumesTheTlsSession() throws Exception {
		AtomicInteger fullHandshakes = new AtomicInteger();
		TestCertificate certificate = TestCertificate.ofLoopback().onCheck(fullHandshakes::incrementAndGet);
		try (SessionServer server = SessionServer.start(Transport.WSS, certificate, (peer) -> {
			peer.upgrade("miosa-exec-v1");
			peer.stdout("after the tickets");
			peer.stay();
		})) {
			MiosaSessionClient client = this.sessions.client(server);
			for (int i = 0; i < 5; i++) {
				try (MiosaSession session = SessionServer.stream(client)) {
					session.stdout().readNBytes(1);
				}
			}
			assertThat(server.requests()).isEqualTo(5);
			assertThat(fullHandshakes).hasValue(1);
		}
	}

	@Test
	void serverThatNeverAnswersTheTlsHandshakeTimesOutAndRanNothing() throws Exception {
		try (ServerSocket silent = new ServerSocket(0)) {
			MiosaEndpoint endpoint = MiosaEndpoint.of("https://127.0.0.1:" + silent.getLocalPort(), SessionServer.KEY,
					null);
			this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofMillis(200)));
			MiosaSessionClient client = this.sessions.client(MiosaSessionClient.builder(endpoint));
			assertThatExceptionOfType(MiosaTimeoutException.class)
				.isThrownBy(() -> client.open("cmp_1", "ls", SessionOptions.none()).block(SessionServer.TIMEOUT))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	void serverWithoutTlsIsRejectedAndRanNothing() throws Exception {
		try (ServerSocket plain = new ServerSocket(0)) {
			SessionServer.start("plain", () -> {
				try (Socket socket = plain.accept()) {
					socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
				}
			});
			assertRejected(this.sessions.client(MiosaSessionClient
				.builder(MiosaEndpoint.of("https://127.0.0.1:" + plain.getLocalPort(), SessionServer.KEY, null))));
		}
	}

	private static void assertRejected(MiosaSessionClient client) {
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
			.withMessageContaining("TLS")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

}
