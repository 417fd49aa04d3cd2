package ai.miosa.spring.boot.actuate;

import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The health endpoint over HTTP against a local computer.
 */
class HealthTests {

	@AutoClose
	private final MiosaLocalComputer local = MiosaLocalComputer.start();

	@Test
	@DisplayName("Wire: a computer's state")
	void reportsTheState() {
		try (ActuatorApplication application = start()) {
			assertState(application, "running", "UP", 200);
			assertState(application, "active", "UP", 200);
			assertState(application, "starting", "OUT_OF_SERVICE", 503);
			assertState(application, "paused", "DOWN", 503);
		}
	}

	private void assertState(ActuatorApplication application, String status, String expected, int httpStatus) {
		this.local.setStatus(this.local.getComputerId(), ComputerStatus.of(status));
		JsonNode health = health(application, httpStatus);
		assertThat(health.path("status").asString()).isEqualTo(expected);
		assertThat(health.path("details").path("status").asString()).isEqualToIgnoringCase(status);
		assertThat(health.path("details").path("latency").asString()).matches("\\d+ms");
		assertThat(this.local.lastRequest().uri()).endsWith("/computers/" + this.local.getComputerId());
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: GET /computers?per_page=1 proves that the key is good")
	void checksTheKeyWithoutComputer() {
		try (ActuatorApplication application = start("miosa.computer-id=",
				"miosa.base-url=" + this.local.getBaseUrl() + "?a=b")) {
			assertThat(health(application, 200).path("status").asString()).isEqualTo("UP");
			assertThat(this.local.lastRequest().uri()).isEqualTo("/api/v1/computers?a=b&per_page=1");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@CsvSource({ "miosa.computer-id=", "miosa.tenant=acme" })
	void isDownForABadKey(String property) {
		try (ActuatorApplication application = start("miosa.api-key=msk_u_c4n4ry", property)) {
			JsonNode health = health(application, 503);
			assertThat(health.path("status").asString()).isEqualTo("DOWN");
			assertThat(health.path("details").path("error").asString()).contains("the API key is missing or not valid");
			assertThat(health.toString()).doesNotContain("c4n4ry");
		}
	}

	@Test
	@Tag("thorough")
	void isDownForAnUnknownComputer() {
		try (ActuatorApplication application = start("miosa.computer-id=nosuch")) {
			assertThat(health(application, 503).path("details").path("error").asString()).contains("no such computer");
		}
	}

	@Test
	@Tag("thorough")
	void isDownWhenUnreachable() {
		try (ActuatorApplication application = start()) {
			this.local.refuseConnections();
			assertThat(health(application, 503).path("details").path("error").asString()).contains("could not connect");
			this.local.acceptConnections();
			assertThat(health(application, 200).path("status").asString()).isEqualTo("UP");
		}
	}

	@Test
	@Tag("thorough")
	void isDownAfterItsOwnTimeout() {
		try (ActuatorApplication application = start("miosa.health.timeout=50ms")) {
			this.local.faults().next(Fault.stall());
			assertThat(health(application, 503).path("details").path("error").asString())
				.contains("No answer within 50ms");
		}
	}

	@Test
	@Tag("thorough")
	void isAsBadAsTheWorstOfSeveral() {
		String stopped = this.local.addComputer();
		this.local.setStatus(stopped, State.STOPPED);
		try (ActuatorApplication application = start("miosa.health.computers=" + stopped)) {
			JsonNode health = health(application, 503);
			assertThat(health.path("status").asString()).isEqualTo("DOWN");
			JsonNode components = health.path("components");
			assertThat(components).hasSize(2);
			assertThat(components.path(this.local.getComputerId()).path("status").asString()).isEqualTo("UP");
			assertThat(components.path(stopped).path("details").path("status").asString()).isEqualTo("stopped");
		}
	}

	@Test
	@Tag("thorough")
	void blocksNoEventLoop() {
		try (ActuatorApplication application = start()) {
			ReactiveHealthIndicator indicator = (ReactiveHealthIndicator) application
				.bean(ReactiveHealthContributor.class);
			// Reactor refuses to block on its parallel threads
			Health health = Mono.defer(indicator::health)
				.subscribeOn(Schedulers.parallel())
				.block(Duration.ofSeconds(10));
			assertThat(health).isNotNull();
			assertThat(health.getStatus()).isEqualTo(Status.UP);
		}
	}

	private ActuatorApplication start(String... properties) {
		return ActuatorApplication.start(this.local, properties);
	}

	private static JsonNode health(ActuatorApplication application, int httpStatus) {
		HttpResponse<String> response = application.request("GET", "health");
		assertThat(response.statusCode()).isEqualTo(httpStatus);
		return JsonMapper.shared().readTree(response.body()).path("components").path("miosa");
	}

}
