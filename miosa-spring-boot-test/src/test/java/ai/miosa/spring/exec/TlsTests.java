package ai.miosa.spring.exec;

import java.net.InetSocketAddress;
import java.net.ProxySelector;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS with an SSL bundle: the bundle decides whom to trust, and a certificate must name
 * its host, over HTTP and WebSocket alike, also through a proxy.
 */
class TlsTests {

	private static X509Bundle thisHost;

	private static X509Bundle otherHost;

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	@BeforeAll
	static void makeCertificates() throws Exception {
		CertificateBuilder builder = new CertificateBuilder().ecp256()
			.subject("CN=front")
			.setIsCertificateAuthority(true);
		thisHost = builder.copy().addSanIpAddress("127.0.0.1").buildSelfSigned();
		otherHost = builder.copy().addSanDnsName("other.example.com").buildSelfSigned();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor" })
	void acceptsATrustedCertificate(String connector) throws Exception {
		try (TlsFront front = new TlsFront(thisHost, this.computer.getPort());
				LocalComputerApplication application = start(address(front), thisHost, connector);
				MiosaSession session = application.template().computer().spawn("exit 5").open()) {
			assertThat(application.template().computer().bash("echo secure").run().output()).isEqualTo("secure\n");
			assertThat(session.await()).isEqualTo(5);
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "jdk", "reactor" })
	void rejectsAnotherHostsCertificate(String connector) throws Exception {
		assertRejected(otherHost, otherHost, connector);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor" })
	void rejectsAnUntrustedCertificate(String connector) throws Exception {
		assertRejected(thisHost, otherHost, connector);
	}

	private void assertRejected(X509Bundle certificate, X509Bundle trusted, String connector) throws Exception {
		try (TlsFront front = new TlsFront(certificate, this.computer.getPort());
				LocalComputerApplication application = start(address(front), trusted, connector)) {
			MiosaComputer miosa = application.template().computer();
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> miosa.bash("true").run())
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> miosa.spawn("true").open())
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
		assertThat(this.computer.requests()).isZero();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "jdk", "reactor" })
	void callsAndSessionsUseOneProxy(String connector) throws Exception {
		ProxySelector selector = ProxySelector.getDefault();
		try (TlsFront front = new TlsFront(otherHost, this.computer.getPort());
				ConnectProxy proxy = new ConnectProxy(front.port())) {
			ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())));
			try (LocalComputerApplication application = start("other.example.com", otherHost, connector)) {
				MiosaComputer miosa = application.template().computer();
				assertThat(miosa.bash("echo call").run().output()).isEqualTo("call\n");
				assertThat(proxy.requests()).containsExactly("CONNECT other.example.com:443 HTTP/1.1");
				assertThat(miosa.spawn("exit 5").open().await()).isEqualTo(5);
				assertThat(proxy.requests()).hasSize(2).containsOnly("CONNECT other.example.com:443 HTTP/1.1");
			}
		}
		finally {
			ProxySelector.setDefault(selector);
		}
	}

	private static String address(TlsFront front) {
		return "127.0.0.1:" + front.port();
	}

	private LocalComputerApplication start(String address, X509Bundle trusted, String connector) {
		return LocalComputerApplication.start(this.computer, "spring.http.clients.reactive.connector=" + connector,
				"miosa.base-url=https://" + address + "/api/v1", "miosa.retry.enabled=false",
				"spring.ssl.bundle.pem.local.truststore.certificate=" + trusted.getCertificatePEM(),
				"miosa.ssl.bundle=local");
	}

}
