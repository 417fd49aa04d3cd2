package ai.miosa.spring.attack;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import reactor.netty.transport.ProxyProvider;

import ai.miosa.spring.MiosaConnectionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Calls go through the proxies that the JDK or the application's connector is configured
 * with, and a proxy that rejects them is not mistaken for the API.
 */
class ProxyTests {

	private static final String CREDENTIALS = "Basic dXNlcjpwYXNzd29yZA==";

	private final ProxySelector selector = ProxySelector.getDefault();

	@AfterEach
	void reset() {
		ProxySelector.setDefault(this.selector);
		Authenticator.setDefault(null);
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void callsUseTheProxyOfTheJdkAndItsCredentials(Connector connector) throws Exception {
		try (RawServer proxy = RawServer.http(ProxyTests::serve)) {
			ProxySelector.setDefault(new Selector("api.example.com", proxy.port()));
			Authenticator.setDefault(new ProxyCredentials());
			try (Application application = Application.start(connector, "http://api.example.com/v1",
					"miosa.allow-plaintext=true")) {
				assertThat(application.miosa().bash("cmp_1", "true").isSuccess()).isTrue();
			}
			assertThat(proxy.arrivals("true")).isOne();
			Map<String, String> first = proxy.arrived().get(0).headers();
			assertThat(first).containsEntry("Proxy-Authorization", CREDENTIALS);
			assertThat(first.get("Host")).startsWith("api.example.com");
		}
	}

	@ParameterizedTest
	@EnumSource
	void callsGoDirectlyWhereTheSelectorSaysSo(Connector connector) throws Exception {
		ProxySelector.setDefault(new Selector("api.example.com", 1));
		Authenticator.setDefault(new ProxyCredentials());
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> connection.result("", 0)));
				Application application = Application.start(connector, server.baseUrl())) {
			assertThat(application.miosa().bash("cmp_1", "true").isSuccess()).isTrue();
			assertThat(server.arrived().get(0).headers()).doesNotContainKey("Proxy-Authorization");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@CsvSource({ "JDK, 407", "JDK, 404", "REACTOR, 407", "REACTOR, 404" })
	void rejectionNamesTheProxy(Connector connector, int status) throws Exception {
		try (RawServer proxy = RawServer.http((connection) -> {
			assertThat(connection.readRequest().line()).startsWith("CONNECT api.example.com:443");
			connection.respond(status, (status == 407) ? "Proxy-Authenticate: Basic realm=\"x\"\n" : "",
					"{\"error\": \"x\"}");
		});
				Application application = Application.start(connector, "https://api.example.com/v1", List.of(),
						through(connector, proxy.port()))) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.miosa().bash("cmp_1", "true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse())
				.withMessageContaining("proxy")
				.satisfies((ex) -> {
					if (connector == Connector.JDK && status == 407) {
						assertThat(ex).hasMessageContaining("jdk.http.auth.tunneling.disabledSchemes");
					}
				});
			assertThat(proxy.arrivals("true")).isZero();
		}
	}

	/**
	 * Serve a connection as a proxy and as the server behind it.
	 */
	private static void serve(RawServer.Connection connection) throws IOException {
		if (connection.readRequest().line().startsWith("CONNECT ")) {
			connection.write("HTTP/1.1 200 Connected\n\n");
			connection.readRequest();
		}
		connection.result("", 0);
	}

	private static ClientHttpConnectorBuilder<?> through(Connector connector, int port) {
		return switch (connector) {
			case REACTOR -> ClientHttpConnectorBuilder.reactor()
				.withHttpClientCustomizer((client) -> client
					.proxy((proxy) -> proxy.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(port)));
			case JDK -> ClientHttpConnectorBuilder.jdk()
				.withProxySelector(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)));
		};
	}

	/**
	 * Selects a proxy on the loopback address for one host.
	 */
	private static final class Selector extends ProxySelector {

		private final String host;

		private final int port;

		Selector(String host, int port) {
			this.host = host;
			this.port = port;
		}

		@Override
		public List<Proxy> select(URI uri) {
			return List.of(uri.getHost().equals(this.host)
					? new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", this.port)) : Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI uri, SocketAddress address, IOException ex) {
			throw new AssertionError(ex);
		}

	}

	private static final class ProxyCredentials extends Authenticator {

		@Override
		protected PasswordAuthentication getPasswordAuthentication() {
			assertThat(getRequestorType()).isEqualTo(RequestorType.PROXY);
			return new PasswordAuthentication("user", "password".toCharArray());
		}

	}

}
