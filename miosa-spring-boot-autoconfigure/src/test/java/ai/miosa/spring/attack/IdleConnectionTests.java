package ai.miosa.spring.attack;

import java.util.concurrent.CyclicBarrier;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that have been idle for {@code miosa.max-idle-time} are not used again,
 * since a firewall in between may have dropped them silently.
 */
class IdleConnectionTests {

	private static final int CALLS = 8;

	@ParameterizedTest
	@EnumSource
	void areNotUsedAgain(Connector connector) throws Exception {
		CyclicBarrier allHaveArrived = new CyclicBarrier(CALLS);
		try (RawServer server = RawServer.http((connection) -> {
			connection.readRequest();
			allHaveArrived.await();
			connection.result("", 0);
			// As a firewall does that has forgotten the connection
			connection.awaitClose();
		}); Application application = Application.start(connector, server.baseUrl(), "miosa.max-idle-time=1ns")) {
			for (int i = 0; i < 3; i++) {
				Flux.range(0, CALLS)
					.flatMap((number) -> application.reactive().bash("cmp_1", "echo " + number))
					.blockLast();
			}
			assertThat(server.arrived()).hasSize(3 * CALLS);
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void areUsedAgainBefore(Connector connector) throws Exception {
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> connection.result("", 0)));
				Application application = Application.start(connector, server.baseUrl(), "miosa.max-idle-time=1h")) {
			for (int i = 0; i < CALLS; i++) {
				application.miosa().bash("cmp_1", "echo " + i);
			}
			assertThat(server.accepted()).isLessThan(CALLS);
		}
	}

}
