package ai.miosa.spring.computer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Odd responses to a creation, and to the search for a computer whose creation got no
 * response. None creates a second computer or loses one.
 */
@Tag("thorough")
@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class CreationAttackTests {

	private static final String CREATE = "POST /computers";

	private static final String LIST = "GET /computers";

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	CreationAttackTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local);
		this.computers = this.application.template().computers();
	}

	@BeforeEach
	void ignoreKeys() {
		this.local.ignoreIdempotencyKeys();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void responseToACreation(String name, Fault fault, Outcome outcome) {
		this.local.faults().nextOn(CREATE, fault);
		check(outcome);
		assertThat(this.local.requests(CREATE)).isEqualTo((outcome == Outcome.SENT_AGAIN) ? 2 : 1);
	}

	static Stream<Arguments> responseToACreation() {
		return Stream.of(Arguments.of("200", json(200, "{'id': 'c', 'status': 'running'}"), Outcome.ANSWERED),
				Arguments.of("202", json(202, "{'id': 'c', 'status': 'creating'}"), Outcome.ANSWERED),
				Arguments.of("under data", json(201, "{'data': {'id': 'c', 'status': 'running'}}"), Outcome.ANSWERED),
				Arguments.of("under computer", json(201, "{'computer': {'id': 'c', 'status': 'x'}}"), Outcome.ANSWERED),
				Arguments.of("refers to another", json(201, "{'id': 'c', 'computer': {'id': 'd'}}"), Outcome.ANSWERED),
				Arguments.of("refers to another below", json(201, "{'data': {'id': 'c', 'sandbox': {'id': 'd'}}}"),
						Outcome.ANSWERED),
				Arguments.of("no status", json(201, "{'id': 'c'}"), Outcome.ANSWERED),
				Arguments.of("null status", json(201, "{'id': 'c', 'status': null}"), Outcome.ANSWERED),
				Arguments.of("metadata of numbers", json(201, "{'id': 'c', 'metadata': {'a': 1}}"), Outcome.ANSWERED),
				Arguments.of("times that are none", json(201, "{'id': 'c', 'created_at': 'soon'}"), Outcome.ANSWERED),
				Arguments.of("400", Fault.error(400, "MISSING_PARAM"), Outcome.REJECTED),
				Arguments.of("401", Fault.reply(401, "text/html", "<html/>"), Outcome.REJECTED),
				Arguments.of("402", Fault.error(402, "CREDIT_REQUIRED"), Outcome.REJECTED),
				Arguments.of("403", Fault.error(403, "FORBIDDEN"), Outcome.REJECTED),
				Arguments.of("404 of the framework", json(404, "{'errors': {'detail': 'Not Found'}}"),
						Outcome.REJECTED),
				Arguments.of("404 of a proxy", Fault.reply(404, "text/html", "<html/>"), Outcome.REJECTED),
				Arguments.of("409", Fault.error(409, "IDEMPOTENCY_KEY_IN_USE"), Outcome.REJECTED),
				Arguments.of("413", Fault.reply(413, "text/html", ""), Outcome.REJECTED),
				Arguments.of("422", json(422, "{'errors': {'name': ['is taken']}}"), Outcome.REJECTED),
				Arguments.of("429", Fault.rateLimitedInBody(Duration.ofMillis(1)), Outcome.SENT_AGAIN),
				Arguments.of("429 until a time in the past", Fault.rateLimited(Instant.EPOCH), Outcome.SENT_AGAIN),
				Arguments.of("retryable 500", Fault.retryable(500, "BUSY"), Outcome.SENT_AGAIN),
				Arguments.of("starting", Fault.error(503, "COMPUTER_STARTING"), Outcome.SENT_AGAIN),
				Arguments.of("504 after the creation", Fault.errorAfterRunning(504, "TIMEOUT"), Outcome.FOUND),
				Arguments.of("closed after the creation", Fault.dropAfterRunning(ConnectionEnd.FIN), Outcome.FOUND));
	}

	/**
	 * Responses after which the computer is not found. Run concurrently, because each
	 * search takes time.
	 */
	@Test
	void responseThatMayHaveCreatedWhatIsNotFound() {
		List<Fault> faults = List.of(json(201, "{'status': 'running'}"), json(201, "{'id': ' ', 'status': 'running'}"),
				json(201, "{'id': null}"), json(201, "[{'id': 'c'}]"), Fault.reply(201, "application/json", ""),
				Fault.reply(204, "application/json", ""), Fault.reply(200, "text/html", "<html/>"),
				json(201, "{'id': 'c"), json(200, "{'error': {'code': 'NO', 'message': 'no'}}"),
				Fault.error(500, "INTERNAL_ERROR"), Fault.reply(503, "text/html", "<html/>"),
				Fault.redirect(307, "http://127.0.0.1:1/computers"), Fault.hugeBody(DataSize.ofMegabytes(1)),
				Fault.dropAfterBody(ConnectionEnd.RESET), Fault.dropAfterBody(ConnectionEnd.FIN));
		faults.forEach((fault) -> this.local.faults().nextOn(CREATE, fault));
		try (LocalComputerApplication impatient = LocalComputerApplication.start(this.local,
				"miosa.exec.grace-period=3s", "miosa.exec.max-output-size=100KB")) {
			List<Throwable> failures = Flux.range(0, faults.size())
				.flatMap((number) -> impatient.template()
					.computers()
					.createMono((spec) -> spec.name("my-computer"))
					.thenReturn(new Throwable())
					.onErrorResume(Mono::just), faults.size())
				.collectList()
				.block();
			assertThat(failures).hasSameSizeAs(faults).allSatisfy((failure) -> {
				assertThat(failure).isInstanceOf(ComputerCreationException.class).hasMessageContaining("my-computer");
				assertThat(((MiosaException) failure).mayHaveRun()).isTrue();
			});
		}
		assertThat(this.local.requests(CREATE)).isEqualTo(faults.size());
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void searchThatFailsForAsLongAsItTakes() {
		for (Fault fault : List.of(json(404, "{'errors': {'detail': 'Not Found'}}"), json(200, "[]"))) {
			this.local.faults().nextOn(CREATE, Fault.dropAfterRunning(ConnectionEnd.RESET)).nextOn(LIST, 100, fault);
			try (LocalComputerApplication impatient = LocalComputerApplication.start(this.local,
					"miosa.exec.grace-period=1s")) {
				assertThatExceptionOfType(ComputerCreationException.class)
					.isThrownBy(() -> impatient.template().computers().create((spec) -> {
					}));
			}
			this.local.faults().clear();
		}
		assertThat(this.local.createdComputers()).hasSize(2);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void responseToTheSearch(String name, Fault fault, int count, Outcome outcome) {
		this.local.faults().nextOn(CREATE, Fault.dropAfterRunning(ConnectionEnd.RESET)).nextOn(LIST, count, fault);
		check(outcome);
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
		assertThat(this.local.createdComputers()).hasSize(1);
	}

	static Stream<Arguments> responseToTheSearch() {
		return Stream.of(Arguments.of("not listed yet", json(200, "{'data': []}"), 2, Outcome.FOUND),
				Arguments.of("null list", json(200, "{'data': null}"), 1, Outcome.FOUND),
				Arguments.of("an item without an id", json(200, "[{'status': 'running'}]"), 1, Outcome.FOUND),
				Arguments.of("an item without metadata", json(200, "[{'id': 'c', 'metadata': null}]"), 2,
						Outcome.FOUND),
				Arguments.of("HTML", Fault.reply(200, "text/html", "<html/>"), 1, Outcome.FOUND),
				Arguments.of("401 once", Fault.error(401, "invalid_token"), 1, Outcome.FOUND),
				Arguments.of("lost", Fault.dropAfterBody(ConnectionEnd.RESET), 2, Outcome.FOUND),
				Arguments.of("rate limited", Fault.rateLimitedInBody(Duration.ofMillis(1)), 1, Outcome.FOUND));
	}

	private void check(Outcome outcome) {
		switch (outcome) {
			case ANSWERED -> assertThat(create().getId()).isEqualTo("c");
			case FOUND, SENT_AGAIN -> {
				String id = create().getId();
				assertThat(this.local.createdComputers()).containsExactly(id);
			}
			case REJECTED -> {
				assertThatExceptionOfType(MiosaException.class).isThrownBy(this::create)
					.isNotInstanceOf(ComputerCreationException.class)
					.matches((ex) -> !ex.mayHaveRun());
				assertThat(this.local.createdComputers()).isEmpty();
				assertThat(this.local.requests(LIST)).isZero();
			}
		}
	}

	private MiosaComputer create() {
		return this.computers.create((spec) -> spec.name("my-computer"));
	}

	private static Fault json(int status, String body) {
		return Fault.reply(status, "application/json", body.replace('\'', '"'));
	}

	private enum Outcome {

		/** The response describes the computer. */
		ANSWERED,

		/** The computer that was created is found by a search. */
		FOUND,

		/** Nothing was done, and the request was sent a second time. */
		SENT_AGAIN,

		/** Nothing was done. */
		REJECTED

	}

}
