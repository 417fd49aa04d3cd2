package ai.miosa.spring.computer;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.RecordedRequest;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class MiosaComputersTests {

	private static final String DESTROY = "DELETE /computers/{id}";

	private static final Duration LONG = Duration.ofSeconds(30);

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	MiosaComputersTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local, "miosa.computers.size=large",
				"miosa.computers.name-prefix=ci");
		this.computers = this.application.bean(MiosaComputers.class);
	}

	@Test
	void createsAsSpecified() {
		MiosaComputer computer = this.computers
			.create((spec) -> spec.name("build 42").size("medium").metadata("team", "web"));
		RecordedRequest request = this.local.lastRequest();
		String key = request.header("Idempotency-Key");
		assertThat(UUID.fromString(key)).hasToString(key);
		ComputerInfo info = computer.info();
		assertThat(info.id()).isEqualTo(computer.getId());
		assertThat(info.kind()).isEqualTo(ComputerKind.COMPUTER);
		assertThat(info.name()).isEqualTo("build 42");
		assertThat(info.size()).isEqualTo("medium");
		assertThat(info.template()).isEqualTo("miosa-desktop");
		assertThat(info.metadata()).containsEntry("team", "web").containsEntry("miosa_spring_creation", key);
		assertThat(info.status().isRunning()).isTrue();
		assertThat(info.createdAt()).isNotNull();
		assertThat(info.previewUrl(3000)).hasToString("https://3000-" + info.slug() + ".sandbox.localhost");
		assertThat(this.local.createdComputers()).containsExactly(computer.getId());
	}

	@Test
	void createsWithTheDefaultsOfTheApplication() {
		ComputerInfo info = this.computers.create((spec) -> {
		}).info();
		assertThat(info.name()).matches("ci-[0-9a-f]{8}");
		assertThat(info.size()).isEqualTo("large");
	}

	@Test
	void createsSandboxesAsSpecified() {
		MiosaComputer sandbox = this.application.template()
			.sandboxes()
			.create((spec) -> spec.name("sandbox").env("A", "1").maxLifetime(Duration.ofMinutes(30)));
		assertThat(this.local.lastRequest().body()).contains("\"timeout_sec\":1800", "\"env\":{\"A\":\"1\"}");
		assertThat(sandbox.kind()).isEqualTo(ComputerKind.SANDBOX);
		assertThat(sandbox.info().template()).isEqualTo("miosa-sandbox");
		assertThat(this.application.template().sandbox(sandbox.getId()).status().isRunning()).isTrue();
		assertThat(this.application.template().sandboxes().findByName("sandbox")).isPresent();
		assertThat(this.application.template().sandboxes().findByName("nosuch")).isEmpty();
	}

	@Test
	void actsInTheWorkspaceWithAnAccessToken() {
		try (LocalComputerApplication other = LocalComputerApplication.start(this.local, "miosa.api-key=",
				"miosa.access-token=" + this.local.getApiKey(), "miosa.workspace=ws_1")) {
			assertThat(other.template().computer().bash("echo 1").run().stdout()).isEqualTo("1\n");
			assertThat(this.local.lastRequest().header("X-MIOSA-Workspace")).isEqualTo("ws_1");
		}
	}

	@Test
	void runsCommandsOnWhatItCreated() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		assertThat(computer.waitUntilReady(LONG).isRunning()).isTrue();
		assertThat(computer.bash("echo $((6*7))").run().stdout()).isEqualTo("42\n");
	}

	@Test
	void startsStopsAndRestarts() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		computer.stop();
		assertThat(computer.status().state()).isEqualTo(State.STOPPED);
		computer.start();
		assertThat(computer.waitUntilReady(LONG).isRunning()).isTrue();
		computer.restart();
		assertThat(computer.waitUntilReady(LONG).isRunning()).isTrue();
	}

	@Test
	void stopsAndResumesSandboxes() {
		MiosaComputer sandbox = this.application.template().sandboxes().create((spec) -> {
		});
		sandbox.stop();
		assertThat(sandbox.status().state()).isEqualTo(State.PAUSED);
		sandbox.start();
		assertThat(sandbox.waitUntilReady(LONG).isRunning()).isTrue();
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(sandbox::restart);
	}

	@Test
	void restartIsNotSentAgainWhenItsResponseIsLost() {
		MiosaComputer computer = this.application.template().computer();
		this.local.faults().nextOn("POST /computers/{id}/restart", Fault.dropAfterBody(ConnectionEnd.RESET));
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(computer::restart)
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(this.local.requests("POST /computers/{id}/restart")).isEqualTo(1);
	}

	@Test
	void destroys() {
		MiosaComputers.Counts before = this.application.reactive().getComputerCounts();
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		computer.destroy();
		assertThat(this.local.createdComputers()).isEmpty();
		assertThatExceptionOfType(ComputerNotFoundException.class).isThrownBy(computer::info);
		assertThatExceptionOfType(ComputerNotFoundException.class).isThrownBy(computer::destroy);
		MiosaComputers.Counts after = this.application.reactive().getComputerCounts();
		assertThat(after.created() - before.created()).isOne();
		assertThat(after.destroyed() - before.destroyed()).isOne();
	}

	@Test
	@Tag("thorough")
	void destroyIsRepeatedWhenItsResponseIsLost() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		this.local.faults().nextOn(DESTROY, Fault.dropAfterRunning(ConnectionEnd.RESET));
		computer.destroy();
		assertThat(this.local.requests(DESTROY)).isEqualTo(2);
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void destroyIsForcedOnAConflict() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		this.local.faults().nextOn(DESTROY, Fault.error(409, "COMPUTER_RUNNING"));
		computer.destroy();
		assertThat(this.local.lastRequest().uri()).endsWith(computer.getId() + "?force=true");
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void listsPagesOnDemand() {
		IntStream.range(0, 100).forEach((number) -> this.computers.create((spec) -> spec.name("c" + number)));
		assertThat(this.computers.list().take(100).count().block()).isEqualTo(100);
		assertThat(this.local.requests("GET /computers")).isEqualTo(1);
		assertThat(this.computers.list().map(ComputerInfo::id).distinct().count().block()).isEqualTo(101);
		assertThat(this.local.requests("GET /computers")).isEqualTo(3);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "[C]", "{'data': [C], 'meta': {'total': 1, 'page': 1, 'per_page': 20}}",
			"{'total': 1, 'computers': [C]}", "{'data': [C], 'page': {'page': 1, 'page_size': 20, 'total': 1}}" })
	void readsListsInAllShapes(String shape) {
		String body = shape.replace("C", "{'id': 'c1', 'status': 'active'}").replace('\'', '"');
		this.local.faults().nextOn("GET /computers", 2, Fault.reply(200, "application/json", body));
		assertThat(this.computers.list().map(ComputerInfo::id).collectList().block()).containsExactly("c1");
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "{'id': 'c1', 'status': 'running'}", "{'data': {'id': 'c1', 'state': 'running'}}",
			"{'computer': {'id': 'c1', 'status': 'active', 'inserted_at': '2026-05-01T10:00:00.5'}}" })
	void readsDescriptionsInAllShapes(String shape) {
		this.local.faults()
			.nextOn("GET /computers/{id}", Fault.reply(200, "application/json", shape.replace('\'', '"')));
		assertThat(this.computers.get("c1").status().isRunning()).isTrue();
	}

	@Test
	void malformedDescriptionMeansThatNothingHasChanged() {
		this.local.faults().nextOn("GET /computers/{id}", Fault.reply(200, "application/json", "{}"));
		assertThatExceptionOfType(MiosaMalformedResponseException.class).isThrownBy(() -> this.computers.get("c1"))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	@Test
	void findsTheOldestWithAName() {
		assertThat(this.computers.findByName("twin")).isEmpty();
		MiosaComputer oldest = this.computers.create((spec) -> spec.name("twin"));
		this.computers.create((spec) -> spec.name("twin"));
		assertThat(this.computers.findByName("twin")).map(ComputerInfo::id).hasValue(oldest.getId());
	}

	@Test
	void getOrCreateCreatesOnce() {
		MiosaComputer first = this.computers.getOrCreate("shared", (spec) -> spec.size("xs"));
		MiosaComputer second = this.computers.getOrCreate("shared", (spec) -> spec.size("xs"));
		assertThat(second.getId()).isEqualTo(first.getId());
		assertThat(first.info().size()).isEqualTo("xs");
		assertThat(this.local.requests("POST /computers")).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void concurrentCallersOfGetOrCreateShareTheOldest() {
		List<String> ids = Flux.range(0, 8).flatMap((number) -> this.computers.getOrCreateMono("shared", (spec) -> {
		}).subscribeOn(Schedulers.boundedElastic())).map(MiosaComputer::getId).distinct().collectList().block(LONG);
		assertThat(this.local.createdComputers()).hasSize(1).isEqualTo(ids);
	}

	@Test
	void rejectsWhatCannotBeCreatedBeforeAnythingIsSent() {
		int before = this.local.requests();
		assertThatIllegalArgumentException().isThrownBy(() -> this.computers.createMono((spec) -> spec.env("A", "1")))
			.withMessageContaining("without an environment");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.computers.createMono((spec) -> spec.setupFile("x".repeat(65_537))))
			.withMessageContaining("65,536");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.computers.createMono((spec) -> spec.metadata("miosa_spring_creation", "mine")));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.computers.createMono((spec) -> spec.autoStop(Duration.ofMillis(999))));
		assertThatIllegalArgumentException().isThrownBy(() -> this.computers.createMono((spec) -> spec.name(" ")));
		assertThat(this.local.requests()).isEqualTo(before);
	}

	@Test
	void showsNoSecretsOfASpecification() {
		this.application.template().sandboxes().create((spec) -> {
			spec.env("TOKEN", "secret-1").setupFile("secret-2");
			assertThat(spec.toString()).doesNotContain("secret");
		});
	}

}
