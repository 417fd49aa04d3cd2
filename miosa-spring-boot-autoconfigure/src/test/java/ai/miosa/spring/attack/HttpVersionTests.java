package ai.miosa.spring.attack;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests go over HTTP/1.1, also to a server that speaks HTTP/2: one connection carries
 * one command at a time, so that its loss is the loss of one.
 */
class HttpVersionTests {

	@ParameterizedTest
	@EnumSource
	void doesNotOfferHttp2(Connector connector) throws Exception {
		Queue<List<String>> offered = new ConcurrentLinkedQueue<>();
		try (RawServer server = RawServer.https((connection) -> {
			((SSLSocket) connection.socket()).setHandshakeApplicationProtocolSelector((socket, protocols) -> {
				offered.add(protocols);
				return protocols.contains("h2") ? "h2" : "http/1.1";
			});
			RawServer.answering((request, answer) -> answer.result("", 0)).run(connection);
		}); Application application = Application.start(connector, server.baseUrl())) {
			assertThat(application.miosa().bash("cmp_1", "true").isSuccess()).isTrue();
			assertThat(offered).allSatisfy((protocols) -> assertThat(protocols).doesNotContain("h2"));
		}
	}

}
