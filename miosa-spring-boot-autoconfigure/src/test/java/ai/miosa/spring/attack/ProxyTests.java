package ai.miosa.spring.attack;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import reactor.netty.transport.ProxyProvider;

import ai.miosa.spring.MiosaConnectionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A proxy that refuses to connect is not taken for the API.
 */
class ProxyTests {

	@ParameterizedTest
	@CsvSource({ "JDK, 407", "JDK, 404", "REACTOR, 407", "REACTOR, 404" })
	void refusalNamesTheProxy(Connector connector, int status) throws Exception {
		try (RawServer proxy = RawServer.http((connection) -> {
			assertThat(connection.readRequest().line()).startsWith("CONNECT api.example.com:443");
			connection.respond(status, (status == 407) ? "Proxy-Authenticate: Basic realm=\"x\"\n" : "",
					"{\"error\": \"x\"}");
		});
				Application application = Application.start(connector, "https://api.example.com/v1", List.of(),
						through(connector, proxy.port()))) {
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> application.miosa().bash("cmp_1", "true"))
				.satisfies((ex) -> {
					assertThat(ex.mayHaveRun()).isFalse();
					assertThat(ex).hasMessageContaining("proxy");
				});
			assertThat(proxy.arrivals("true")).isZero();
		}
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

}
