package ai.miosa.spring.exec;

import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * TLS with an SSL bundle: the bundle decides whom to trust, and a certificate must name
 * its host, over HTTP and WebSocket alike.
 */
class TlsTests {

	@TempDir
	private static Path directory;

	private static Path thisHost;

	private static Path otherHost;

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	@BeforeAll
	static void makeCertificates() throws Exception {
		thisHost = TlsFront.keyStore(directory.resolve("this.p12"), "ip:127.0.0.1");
		otherHost = TlsFront.keyStore(directory.resolve("other.p12"), "dns:other.example.com");
	}

	@AfterEach
	void stop() {
		this.computer.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jetty", "http-components", "jdk" })
	void runsCommandsWithTheBundle(String connector) throws Exception {
		try (TlsFront front = new TlsFront(thisHost, this.computer.getPort());
				MiosaApplication application = start(front, thisHost, connector)) {
			assertThat(application.template().computer().bash("echo secure").output()).isEqualTo("secure\n");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jetty", "http-components", "jdk" })
	void refusesAnotherHostsCertificate(String connector) throws Exception {
		try (TlsFront front = new TlsFront(otherHost, this.computer.getPort());
				MiosaApplication application = start(front, otherHost, connector)) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.template().computer().bash("true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
		assertThat(this.computer.requests()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor", "jetty", "http-components", "jdk" })
	void refusesAnUntrustedCertificate(String connector) throws Exception {
		try (TlsFront front = new TlsFront(thisHost, this.computer.getPort());
				MiosaApplication application = start(front, otherHost, connector)) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.template().computer().bash("true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	void opensSessionsWithTheBundle() throws Exception {
		try (TlsFront front = new TlsFront(thisHost, this.computer.getPort());
				MiosaApplication application = start(front, thisHost, "reactor");
				MiosaSession session = application.template().computer().spawn("exit 5")) {
			assertThat(session.await()).isEqualTo(5);
		}
	}

	@Test
	void refusesSessionsWithAnotherHostsCertificate() throws Exception {
		try (TlsFront front = new TlsFront(otherHost, this.computer.getPort());
				MiosaApplication application = start(front, otherHost, "reactor")) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.template().computer().spawn("exit 5"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
		assertThat(this.computer.requests()).isZero();
	}

	private MiosaApplication start(TlsFront front, Path trusted, String connector) {
		return MiosaApplication.start(this.computer, "spring.http.clients.reactive.connector=" + connector,
				"miosa.base-url=https://127.0.0.1:" + front.port() + "/api/v1", "miosa.retry.enabled=false",
				"spring.ssl.bundle.jks.local.truststore.location=file:" + trusted,
				"spring.ssl.bundle.jks.local.truststore.password=" + TlsFront.PASSWORD, "miosa.ssl.bundle=local");
	}

}
