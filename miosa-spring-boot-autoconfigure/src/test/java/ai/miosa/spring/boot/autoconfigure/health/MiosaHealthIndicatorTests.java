package ai.miosa.spring.boot.autoconfigure.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import ai.miosa.spring.api.ApiErrors;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MiosaHealthIndicatorTests {

	private final ReactiveMiosaExecOperations miosa = mock(ReactiveMiosaExecOperations.class);

	@ParameterizedTest(name = "Wire: a computer that is {0} is {1}")
	@CsvSource({ "running, UP", "active, UP", "creating, OUT_OF_SERVICE", "provisioning, OUT_OF_SERVICE",
			"starting, OUT_OF_SERVICE", "paused, DOWN", "stopping, DOWN", "stopped, DOWN", "error, DOWN",
			"destroying, DOWN", "destroyed, DOWN", "novel, DOWN" })
	void mapsStates(String status, Status expected) {
		given(computer("c1").statusMono()).willReturn(Mono.just(ComputerStatus.of(status)));
		Health health = health("c1");
		assertThat(health.getStatus()).isEqualTo(expected);
		assertThat(health.getDetails()).containsEntry("status", status);
		assertThat(health.getDetails().get("latency")).asString().matches("\\d+ms");
	}

	@ParameterizedTest
	@CsvSource({ "401, invalid_token, DOWN, the API key is missing or not valid",
			"404, NOT_FOUND, DOWN, no such computer", "500, INTERNAL_ERROR, DOWN, failed on the server",
			"503, COMPUTER_STARTING, OUT_OF_SERVICE, the computer is starting" })
	void reportsTheReason(int status, String code, Status expected, String reason) {
		given(computer("c1").statusMono()).willReturn(Mono.error(() -> ApiErrors.toException("status", "c1", status,
				Map.of("X-Request-ID", "req_1")::get, error(code))));
		Health health = health("c1");
		assertThat(health.getStatus()).isEqualTo(expected);
		assertThat(health.getDetails().get("error")).asString().contains(reason, code, "req_1");
		assertThat(health.getDetails()).containsKey("latency");
	}

	@Test
	void isDownWhenTheAnswerTakesTooLong() {
		given(computer("c1").statusMono()).willReturn(Mono.never());
		StepVerifier.withVirtualTime(() -> new MiosaHealthIndicator(this.miosa, "c1", Duration.ofSeconds(3)).health())
			.expectSubscription()
			.expectNoEvent(Duration.ofMillis(2999))
			.thenAwait(Duration.ofMillis(1))
			.assertNext((health) -> {
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsEntry("latency", "3000ms");
				assertThat(health.getDetails().get("error")).asString().contains("No answer within 3000ms");
			})
			.expectComplete()
			.verify(Duration.ofSeconds(10));
	}

	@Test
	void checksTheKeyWithoutComputer() {
		given(this.miosa.checkAccess()).willReturn(Mono.empty());
		Health health = health(null);
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsOnlyKeys("latency");
	}

	@Test
	void isDownForAnIdThatCannotBe() {
		given(this.miosa.computer("..")).willThrow(new IllegalArgumentException("The computer id must not be a path"));
		assertThat(health("..").getStatus()).isEqualTo(Status.DOWN);
	}

	private MiosaComputer computer(String id) {
		MiosaComputer computer = mock(MiosaComputer.class);
		given(this.miosa.computer(id)).willReturn(computer);
		return computer;
	}

	private Health health(@Nullable String computerId) {
		Health health = new MiosaHealthIndicator(this.miosa, computerId, Duration.ofSeconds(3)).asHealthContributor()
			.health();
		assertThat(health).isNotNull();
		return health;
	}

	private static byte[] error(String code) {
		return ("{\"code\": \"" + code + "\"}").getBytes(StandardCharsets.UTF_8);
	}

}
