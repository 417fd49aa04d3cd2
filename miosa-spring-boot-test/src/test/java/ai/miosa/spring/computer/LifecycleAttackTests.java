package ai.miosa.spring.computer;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Cancellations at odd moments and odd responses in the life of ephemeral computers. None
 * leaves a computer behind that is neither destroyed nor counted.
 */
@Tag("thorough")
@ExtendWith({ MiosaLocalComputerExtension.class, OutputCaptureExtension.class })
class LifecycleAttackTests {

	private static final String CREATE = "POST /computers";

	private static final String DESTROY = "DELETE /computers/{id}";

	private static final String STATUS = "GET /computers/{id}";

	private final MiosaLocalComputer local;

	private LocalComputerApplication application;

	private ReactiveMiosaExecTemplate miosa;

	private MiosaComputers computers;

	LifecycleAttackTests(MiosaLocalComputer local) {
		this.local = local;
	}

	@BeforeEach
	void start() {
		this.application = LocalComputerApplication.start(this.local);
		this.miosa = this.application.reactive();
		this.computers = this.application.template().computers();
	}

	@AfterEach
	void stop() {
		this.application.close();
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void responseToADestruction(String name, Fault fault, int count, MiosaComputers.Counts expected) {
		EphemeralComputer computer = ephemeral();
		this.local.faults().nextOn(DESTROY, count, fault);
		computer.close();
		assertThat(counts()).isEqualTo(expected);
		this.local.faults().clear();
	}

	static Stream<Arguments> responseToADestruction() {
		MiosaComputers.Counts destroyed = new MiosaComputers.Counts(1, 1, 0, 0);
		MiosaComputers.Counts leaked = new MiosaComputers.Counts(1, 0, 1, 1);
		return Stream.of(Arguments.of("409, then forced", Fault.error(409, "COMPUTER_RUNNING"), 1, destroyed),
				Arguments.of("409, even if forced", Fault.error(409, "BUSY"), 2, leaked),
				Arguments.of("starting", Fault.error(409, "COMPUTER_STARTING"), 2, destroyed),
				Arguments.of("404 of a proxy", Fault.reply(404, "text/html", "<html/>"), 1, leaked),
				Arguments.of("500 after it was destroyed", Fault.errorAfterRunning(500, "INTERNAL_ERROR"), 1,
						destroyed),
				Arguments.of("lost", Fault.dropAfterRunning(ConnectionEnd.RESET), 1, destroyed),
				Arguments.of("closed without a response", Fault.dropAfterBody(ConnectionEnd.FIN), 1, destroyed),
				Arguments.of("500 each time", Fault.error(500, "INTERNAL_ERROR"), 100, leaked),
				Arguments.of("429 for an hour", Fault.rateLimited(Duration.ofHours(1)), 1, leaked),
				Arguments.of("429 for a moment", Fault.rateLimitedInBody(Duration.ofMillis(1)), 1, destroyed),
				Arguments.of("401", Fault.error(401, "invalid_token"), 1, leaked),
				Arguments.of("403", Fault.error(403, "MACHINE_KEY_SCOPE"), 1, leaked),
				Arguments.of("redirect", Fault.redirect(308, "http://127.0.0.1:1"), 1, destroyed));
	}

	@Test
	void aServerThatIsGoneLeaksNothingOnceItIsBack() {
		EphemeralComputer computer = ephemeral();
		this.local.refuseConnections();
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 0, 1, 1));
		this.local.acceptConnections();
	}

	@Test
	void cancellationBeforeThereIsDemand() {
		BaseSubscriber<MiosaComputer> subscriber = new BaseSubscriber<>() {
			@Override
			protected void hookOnSubscribe(Subscription subscription) {
				// Requests nothing
			}
		};
		this.computers.createMono((spec) -> {
		}).subscribe(subscriber);
		Awaitility.await().until(() -> counts().created() == 1);
		subscriber.cancel();
		Awaitility.await().until(() -> counts().destroyed() == 1);
	}

	@Test
	void cancellationWhileItIsCreated() {
		this.local.faults().nextOn(CREATE, Fault.slowBody(Duration.ofMillis(300)));
		Disposable work = this.computers.with((spec) -> {
		}, (computer) -> Mono.never()).subscribe();
		Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
		work.dispose();
		Awaitility.await().until(() -> counts().destroyed() == 1);
	}

	@Test
	void cancellationBeforeTheRequestIsSentAgain() {
		this.local.faults().nextOn(CREATE, Fault.rateLimitedInBody(Duration.ofSeconds(20)));
		Disposable creation = this.computers.createMono((spec) -> {
		}).subscribe();
		Awaitility.await().until(() -> this.local.requests(CREATE) == 1);
		creation.dispose();
		this.application.close();
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
	}

	@Test
	void cancellationOfTheDestruction() {
		EphemeralComputer computer = ephemeral();
		this.local.faults().nextOn(DESTROY, Fault.rateLimitedInBody(Duration.ofSeconds(1)));
		Disposable destruction = computer.closeMono().subscribe();
		Awaitility.await().until(() -> this.local.requests(DESTROY) == 1);
		destruction.dispose();
		Awaitility.await().until(() -> counts().destroyed() == 1);
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 1, 0, 0));
		assertThat(this.local.requests(DESTROY)).isEqualTo(2);
	}

	@Test
	void destructionBeforeTheClose() {
		EphemeralComputer computer = ephemeral();
		computer.destroy();
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 1, 0, 0));
		assertThat(this.local.requests(DESTROY)).isEqualTo(1);
	}

	@Test
	void closeAfterADestructionThatFailed() {
		EphemeralComputer computer = ephemeral();
		this.local.faults().nextOn(DESTROY, Fault.error(403, "MACHINE_KEY_SCOPE"));
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 0, 1, 1));
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 1, 0, 1));
		computer.close();
		assertThat(this.local.requests(DESTROY)).isEqualTo(2);
	}

	@Test
	void closeAfterTheEndOfTheApplication(CapturedOutput output) {
		EphemeralComputer computer = ephemeral();
		this.application.close();
		computer.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 1, 0, 0));
		assertThat(output).doesNotContain("could not be destroyed");
	}

	@Test
	void creationAfterTheEndOfTheApplication() {
		this.application.close();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(this::ephemeral)
			.withMessageContaining("shutting down");
	}

	@Test
	void endOfTheApplicationWhileManyAreCreated() {
		this.local.faults().nextOn(CREATE, 20, Fault.slowBody(Duration.ofMillis(200)));
		Flux.range(0, 20).flatMap((number) -> this.computers.ephemeralMono((spec) -> {
		}).onErrorComplete(), 20).subscribe();
		Awaitility.await().until(() -> this.local.createdComputers().size() > 5);
		this.application.close();
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void endOfTheApplicationWhileOneStarts() {
		this.local.setStartTime(Duration.ofHours(1));
		CountDownLatch failed = new CountDownLatch(1);
		this.computers.ephemeralMono((spec) -> {
		}).subscribe((computer) -> {
		}, (failure) -> failed.countDown());
		Awaitility.await().until(() -> this.local.requests(STATUS) > 0);
		this.application.close();
		assertThat(this.local.createdComputers()).isEmpty();
		Awaitility.await().until(() -> failed.getCount() == 0);
	}

	@Test
	void endOfTheApplicationWhileAllConnectionsAreInUse() {
		LocalComputerApplication busy = LocalComputerApplication.start(this.local, "miosa.max-connections=1");
		CompletableFuture<ExecResult> command = busy.template().computers().ephemeral((spec) -> {
		}).bash("sleep 1000").timeout(Duration.ofMinutes(5)).mono().toFuture();
		Awaitility.await().until(() -> this.local.arrivals("sleep 1000") == 1);
		busy.close();
		assertThat(this.local.createdComputers()).isEmpty();
		assertThat(command).isCompletedExceptionally();
	}

	@Test
	void commandWhileTheApplicationDestroysItsComputers() throws InterruptedException {
		ephemeral();
		this.local.faults().nextOn(DESTROY, Fault.rateLimitedInBody(Duration.ofSeconds(2)));
		Thread end = new Thread(this.application::close);
		end.start();
		Awaitility.await().until(() -> this.local.requests(DESTROY) > 0);
		assertThatException().isThrownBy(() -> this.miosa.computer().bash("echo late").run())
			.withMessageContaining("has shut down");
		end.join();
		assertThat(this.local.arrivals("echo late")).isZero();
	}

	@Test
	void twoSubscribersGetAComputerEach() {
		Mono<EphemeralComputer> creation = this.computers.ephemeralMono((spec) -> {
		});
		EphemeralComputer first = creation.block();
		EphemeralComputer second = creation.block();
		assertThat(first.getId()).isNotEqualTo(second.getId());
		first.close();
		assertThat(this.local.createdComputers()).containsExactly(second.getId());
		second.close();
	}

	@Test
	void workThatThrowsReturnsNothingOrIsEmpty() {
		assertThatIllegalStateException().isThrownBy(() -> this.computers.with((spec) -> {
		}, (computer) -> {
			throw new IllegalStateException("thrown");
		}).block());
		assertThatException().isThrownBy(() -> this.computers.with((spec) -> {
		}, (computer) -> null).block());
		assertThat(this.computers.with((spec) -> {
		}, (computer) -> Mono.empty()).block()).isNull();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(3, 3, 0, 0));
	}

	@Test
	void specificationsThatFailSendNothing() {
		int before = this.local.requests();
		assertThatIllegalStateException().isThrownBy(() -> this.computers.createMono((spec) -> {
			throw new IllegalStateException();
		}));
		for (Object value : List.of(0.5, new Object(), Map.of("a", 0.5), List.of(new Object()))) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.computers.create((spec) -> spec.field("tags", value)));
		}
		for (String name : List.of("name", "metadata", "env", "timeout_sec", "idle_timeout_sec")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> this.computers.create((spec) -> spec.field(name, "value")))
				.withMessageContaining("its own method");
		}
		assertThatIllegalStateException()
			.isThrownBy(() -> Mono.fromCallable(this::ephemeral).subscribeOn(Schedulers.parallel()).block());
		assertThat(this.local.requests()).isEqualTo(before);
	}

	@Test
	void threadThatIsInterruptedBeforehand() {
		// A response that has already arrived is returned
		this.local.faults().nextOn("POST /computers", Fault.slowBody(Duration.ofSeconds(2)));
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.computers.create((spec) -> {
		}));
		assertThat(Thread.interrupted()).isTrue();
		Awaitility.await().until(() -> counts().destroyed() == 1);
	}

	@Test
	void failuresShowNoSecrets(CapturedOutput output) {
		try (LocalComputerApplication impatient = LocalComputerApplication.start(this.local,
				"miosa.exec.grace-period=1s", "logging.level.ai.miosa=debug")) {
			MiosaComputers sandboxes = impatient.template().sandboxes();
			for (Fault fault : List.of(Fault.error(422, "VALIDATION_ERROR"), Fault.dropAfterBody(ConnectionEnd.RESET),
					Fault.reply(201, "application/json", "{}"))) {
				this.local.faults().nextOn("POST /sandboxes", fault);
				assertThatExceptionOfType(MiosaException.class)
					.isThrownBy(() -> sandboxes.create((spec) -> spec.env("A", "secret-1").setupFile("secret-2")))
					.satisfies((ex) -> assertThat(ex.toString()).doesNotContain("secret-"));
			}
		}
		assertThat(output).doesNotContain("secret-");
	}

	private EphemeralComputer ephemeral() {
		return this.computers.ephemeral((spec) -> {
		});
	}

	private MiosaComputers.Counts counts() {
		return this.miosa.getComputerCounts();
	}

}
