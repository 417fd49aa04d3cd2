package ai.miosa.spring.boot.actuate;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The live sessions over HTTP.
 */
class MiosaSessionsEndpointTests {

	@AutoClose
	private final MiosaLocalComputer local = MiosaLocalComputer.start();

	@Test
	@Tag("thorough")
	void describesSessions() {
		try (ActuatorApplication application = ActuatorApplication.start(this.local);
				MiosaSession pipe = application.miosa()
					.computer()
					.spawn("cat; echo c4n4ry")
					.options(SessionOptions.pipes())
					.open();
				MiosaSession pty = application.miosa()
					.computer()
					.spawn("cat")
					.options(SessionOptions.pty(100, 30))
					.open()) {
			pipe.sendStdin("12345");
			Awaitility.await().until(() -> pipe.getInfo().stdoutBytes() == 5);
			JsonNode sessions = application.readJson("miosasessions").path("sessions");
			assertThat(sessions).extracting((session) -> session.path("id").asString())
				.containsExactly(pipe.getId(), pty.getId());
			JsonNode session = application.readJson("miosasessions/" + pipe.getId());
			assertThat(session.path("computer").asString()).isEqualTo(this.local.getComputerId());
			assertThat(session.path("kind").asString()).isEqualTo("pipe");
			assertThat(session.path("state").asString()).isEqualTo("OPEN");
			assertThat(session.path("stdinBytes").asLong()).isEqualTo(5);
			assertThat(session.path("stdoutBytes").asLong()).isEqualTo(5);
			assertThat(Duration.parse(session.path("age").asString())).isPositive();
			assertThat(Duration.parse(session.path("idle").asString()))
				.isLessThanOrEqualTo(Duration.parse(session.path("age").asString()));
			assertThat(session.toString()).doesNotContain("c4n4ry", "12345");
			JsonNode terminal = application.readJson("miosasessions/" + pty.getId()).path("terminal");
			assertThat(terminal.path("columns").asInt()).isEqualTo(100);
			assertThat(terminal.path("rows").asInt()).isEqualTo(30);
		}
	}

	@Test
	@Tag("thorough")
	void endsNothingByDefault() {
		try (ActuatorApplication application = ActuatorApplication.start(this.local)) {
			assertThat(application.readJson("miosasessions").path("sessions")).isEmpty();
			assertThat(application.request("GET", "miosasessions/nosuch").statusCode()).isEqualTo(404);
			MiosaSession session = application.miosa().computer().spawn("cat").open();
			assertThat(application.request("DELETE", "miosasessions/" + session.getId()).statusCode()).isEqualTo(405);
			assertThat(session.exitCode()).isNotDone();
		}
	}

	@Test
	@Tag("thorough")
	void endsSessionsWithUnrestrictedAccess() {
		try (ActuatorApplication application = ActuatorApplication.start(this.local,
				"management.endpoint.miosasessions.access=unrestricted");
				MiosaSession session = application.miosa().computer().spawn("cat").open()) {
			assertThat(application.request("DELETE", "miosasessions/" + session.getId()).statusCode()).isEqualTo(204);
			Awaitility.await().untilAsserted(() -> assertThat(session.exitCode()).isCompletedExceptionally());
			assertThat(application.request("GET", "miosasessions/" + session.getId()).statusCode()).isEqualTo(404);
			Awaitility.await().until(() -> this.local.sessions().isEmpty());
			assertThat(application.request("DELETE", "miosasessions/" + session.getId()).statusCode()).isEqualTo(204);
		}
	}

	@Test
	@Tag("thorough")
	void isNotExposedByDefault() {
		try (ActuatorApplication application = ActuatorApplication.start(this.local,
				"management.endpoints.web.exposure.include=health")) {
			assertThat(application.request("GET", "miosasessions").statusCode()).isEqualTo(404);
		}
	}

}
