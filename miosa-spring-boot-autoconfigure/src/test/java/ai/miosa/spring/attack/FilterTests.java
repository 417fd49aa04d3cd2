package ai.miosa.spring.attack;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.web.reactive.function.client.ClientRequest;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.boot.autoconfigure.MiosaWebClientCustomizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Filters of the application apply, and can neither replace nor see the credentials, nor
 * send a command again.
 */
class FilterTests {

	@ParameterizedTest
	@EnumSource
	void credentialsAreThoseOfMiosa(Connector connector) throws Exception {
		Queue<String> seen = new ConcurrentLinkedQueue<>();
		WebClientCustomizer oauth = (builder) -> builder.filter((request, next) -> {
			seen.add(request.url() + " " + request.headers());
			return next.exchange(ClientRequest.from(request)
				.headers((headers) -> headers.setBearerAuth("application-token"))
				.build());
		});
		MiosaWebClientCustomizer own = (builder) -> builder.defaultHeader("X-Own", "miosa");
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> connection.result("", 0)));
				Application application = Application.start(connector, server.baseUrl() + "?token=query-canary",
						List.of("miosa.tenant=acme"), oauth, own)) {
			assertThat(application.miosa().bash("cmp_1", "true").isSuccess()).isTrue();
			RawServer.Request request = server.arrived().get(0);
			assertThat(request.headers()).containsEntry("Authorization", "Bearer msk_test_key")
				.containsEntry("X-MIOSA-Tenant", "acme")
				.containsEntry("X-Own", "miosa");
			assertThat(request.line()).isEqualTo("POST /api/v1/computers/cmp_1/exec?token=query-canary HTTP/1.1");
			assertThat(seen).singleElement().asString().doesNotContain("msk_test_key", "query-canary");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void aFilterThatTriesAgainSendsNothingTwice(Connector connector) throws Exception {
		WebClientCustomizer retry = (builder) -> builder.filter((request, next) -> next.exchange(request).retry(3));
		try (RawServer server = RawServer.http((connection) -> connection.readRequest());
				Application application = Application.start(connector, server.baseUrl(),
						List.of("miosa.exec.timeout=5s", "miosa.exec.grace-period=1s"), retry)) {
			assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> application.miosa().bash("cmp_1", "true"))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
			assertThat(server.arrivals("true")).isOne();
		}
	}

}
