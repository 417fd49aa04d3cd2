package ai.miosa.spring.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import ai.miosa.spring.boot.test.MiosaLocalComputerConfiguration;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A local computer over {@code https} and {@code wss}.
 */
class LocalComputerTlsTests {

	@AutoClose
	private static MiosaLocalComputer computer;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.builder().tls().start();
	}

	@Test
	void servesClientsThatTrustIt() throws Exception {
		HttpClient client = HttpClient.newBuilder().sslContext(computer.sslContext()).build();
		assertThat(computer.getBaseUrl()).isEqualTo("https://127.0.0.1:" + computer.getPort() + "/api/v1");
		HttpResponse<String> response = client.send(request(), BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
	}

	@Test
	void isNotTrustedByOthers() {
		HttpClient client = HttpClient.newHttpClient();
		assertThatExceptionOfType(SSLHandshakeException.class)
			.isThrownBy(() -> client.send(request(), BodyHandlers.ofString()));
	}

	@Test
	void certificateIsGivenInPem() {
		assertThat(computer.certificatePem()).startsWith("-----BEGIN CERTIFICATE-----\n")
			.endsWith("\n-----END CERTIFICATE-----\n");
	}

	@Test
	void hasNoTrustStoreWithoutTls() {
		try (MiosaLocalComputer plain = MiosaLocalComputer.start()) {
			assertThatIllegalStateException().isThrownBy(plain::sslContext);
		}
	}

	@Test
	void finIsAnOrderlyEnd() throws Exception {
		computer.faults().next(Fault.dropAfterBody(ConnectionEnd.FIN));
		try (Socket socket = send()) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void resetIsAnIoError() throws Exception {
		computer.faults().next(Fault.dropAfterBody(ConnectionEnd.RESET));
		try (Socket socket = send()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
	}

	@Test
	@Tag("thorough")
	void connectsAnApplication() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run()) {
			MiosaExecTemplate miosa = context.getBean(MiosaExecTemplate.class);
			assertThat(miosa.computer().bash("echo secure").run().output()).isEqualTo("secure\n");
			try (MiosaSession session = miosa.computer().spawn("exit 5").open()) {
				assertThat(session.await(Duration.ofSeconds(20))).isEqualTo(5);
			}
		}
	}

	private static HttpRequest request() {
		return HttpRequest.newBuilder(URI.create(computer.getBaseUrl() + "/computers"))
			.timeout(Duration.ofSeconds(20))
			.header("Authorization", "Bearer " + computer.getApiKey())
			.build();
	}

	private static Socket send() throws IOException {
		SSLSocket socket = (SSLSocket) computer.sslContext()
			.getSocketFactory()
			.createSocket(InetAddress.getLoopbackAddress(), computer.getPort());
		socket.setSoTimeout(20_000);
		String head = "GET /api/v1/computers HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
				+ computer.getApiKey() + "\r\n\r\n";
		socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(MiosaLocalComputerConfiguration.class)
	static class Application {

		@Bean
		MiosaLocalComputerBuilder localComputer() {
			return MiosaLocalComputer.builder().tls();
		}

	}

}
