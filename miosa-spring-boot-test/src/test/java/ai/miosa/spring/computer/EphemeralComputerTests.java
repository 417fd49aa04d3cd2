package ai.miosa.spring.computer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Ephemeral computers are destroyed on every path.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class EphemeralComputerTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Duration HOUR = Duration.ofHours(1);

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	private MiosaComputers.Counts before = new MiosaComputers.Counts(0, 0, 0, 0);

	EphemeralComputerTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local, "miosa.computers.ready-timeout=5s",
				"miosa.exec.grace-period=2s", "spring.application.name=shop");
		this.computers = this.application.template().computers();
	}

	@BeforeEach
	void count() {
		this.before = this.application.reactive().getComputerCounts();
	}

	@Test
	void isDestroyedOnClose() {
		try (EphemeralComputer computer = ephemeral()) {
			assertThat(computer.bash("echo 1").run().stdout()).isEqualTo("1\n");
			assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 0, 1, 0));
			computer.close();
			assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 1, 0, 0));
		}
		assertThat(this.local.createdComputers()).isEmpty();
		assertThat(this.local.requests("DELETE /computers/{id}")).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void isDestroyedAfterAnException() {
		assertThatIllegalStateException().isThrownBy(() -> {
			try (EphemeralComputer computer = ephemeral()) {
				throw new IllegalStateException(computer.getId());
			}
		});
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void stopsByItselfWhenItIsIdle() {
		try (EphemeralComputer computer = this.computers.ephemeral((spec) -> spec.maxLifetime(Duration.ofSeconds(1)))) {
			Awaitility.await().until(() -> computer.status().state() == State.STOPPED);
		}
	}

	@Test
	@Tag("thorough")
	void sandboxEndsByItself() {
		EphemeralComputer sandbox = this.application.template()
			.sandboxes()
			.ephemeral((spec) -> spec.maxLifetime(Duration.ofSeconds(3)));
		Awaitility.await().until(() -> this.local.createdComputers().isEmpty());
		sandbox.close();
		assertThat(counts()).isEqualTo(new MiosaComputers.Counts(1, 0, 0, 0));
	}

	@Test
	void hasALifetimeByDefault() {
		try (EphemeralComputer sandbox = this.application.template().sandboxes().ephemeral((spec) -> {
		})) {
			assertThat(sandbox.kind()).isEqualTo(ComputerKind.SANDBOX);
		}
		try (EphemeralComputer computer = ephemeral()) {
			assertThat(computer.kind()).isEqualTo(ComputerKind.COMPUTER);
		}
		assertThat(this.local.requests("PATCH /computers/{id}/auto-stop")).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void isDestroyedIfItDoesNotBecomeReady() {
		this.local.setStartTime(HOUR);
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(this::ephemeral)
			.withMessageContaining("5000 ms");
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void isStartedIfItEndsUpStopped() {
		this.local.setStartTime(HOUR);
		Mono<EphemeralComputer> ephemeral = this.computers.ephemeralMono((spec) -> {
		});
		AtomicReference<EphemeralComputer> ready = new AtomicReference<>();
		ephemeral.subscribe(ready::set);
		Awaitility.await().until(() -> this.local.requests("GET /computers/{id}") > 0);
		this.local.setStartTime(Duration.ZERO);
		this.local.setStatus(this.local.createdComputers().get(0), State.STOPPED);
		Awaitility.await().until(() -> ready.get() != null);
		assertThat(this.local.requests("POST /computers/{id}/start")).isEqualTo(1);
		ready.get().close();
	}

	@Test
	@Tag("thorough")
	void isDestroyedIfTheSubscriberCancelsWhileItStarts() {
		this.local.setStartTime(HOUR);
		Disposable creation = this.computers.ephemeralMono((spec) -> {
		}).subscribe();
		Awaitility.await().until(() -> this.local.requests("GET /computers/{id}") > 0);
		creation.dispose();
		awaitDestroyed();
	}

	@Test
	void isDestroyedAfterWork() {
		Mono<String> work = this.computers.with((spec) -> {
		}, (computer) -> computer.bash("echo done").mono().map((result) -> result.stdout()));
		assertThat(work.block(LONG)).isEqualTo("done\n");
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void isDestroyedAfterWorkThatFails() {
		Mono<Object> work = this.computers.with((spec) -> {
		}, (computer) -> Mono.error(new IllegalStateException("failed")));
		assertThatIllegalStateException().isThrownBy(() -> work.block(LONG)).withMessage("failed");
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void isDestroyedAfterWorkThatIsCancelled() {
		AtomicReference<MiosaComputer> started = new AtomicReference<>();
		Disposable work = this.computers.with((spec) -> {
		}, (computer) -> {
			started.set(computer);
			return Mono.never();
		}).subscribe();
		Awaitility.await().until(() -> started.get() != null);
		work.dispose();
		awaitDestroyed();
	}

	@Test
	@Tag("thorough")
	void canBeClosedOnAThreadThatMustNotBlock() {
		Mono<EphemeralComputer> ephemeral = this.computers.ephemeralMono((spec) -> {
		});
		ephemeral.publishOn(Schedulers.parallel()).doOnNext(EphemeralComputer::close).block(LONG);
		awaitDestroyed();
	}

	@Test
	@Tag("thorough")
	void isDestroyedByAThreadThatIsInterrupted() {
		EphemeralComputer computer = ephemeral();
		Thread.currentThread().interrupt();
		computer.close();
		assertThat(Thread.interrupted()).isTrue();
		awaitDestroyed();
	}

	@Test
	void isDestroyedWhenTheApplicationEnds() {
		try (LocalComputerApplication other = startOther()) {
			other.template().computers().ephemeral((spec) -> {
			});
			other.template().sandboxes().ephemeral((spec) -> {
			});
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void oneWhoseCreationGotNoResultIsDestroyedWhenTheApplicationEnds() {
		this.local.faults()
			.nextOn("POST /computers", Fault.dropAfterRunning(ConnectionEnd.RESET))
			.nextOn("GET /computers", 100, Fault.error(500, "INTERNAL_ERROR"));
		try (LocalComputerApplication other = startOther()) {
			assertThatExceptionOfType(ComputerCreationException.class)
				.isThrownBy(() -> other.template().computers().ephemeral((spec) -> {
				}));
			assertThat(this.local.createdComputers()).hasSize(1);
			this.local.faults().clear();
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	void oneThatCannotBeDestroyedIsCountedAndFound() {
		try (LocalComputerApplication other = startOther()) {
			EphemeralComputer computer = other.template().computers().ephemeral((spec) -> {
			});
			this.local.faults().nextOn("DELETE /computers/{id}", Fault.error(403, "FORBIDDEN"));
			computer.close();
			assertThat(other.reactive().getComputerCounts()).isEqualTo(new MiosaComputers.Counts(1, 0, 1, 1));
			assertThat(this.computers.ephemeralOf("application").map(ComputerInfo::id).collectList().block())
				.containsExactly(computer.getId());
			assertThat(this.computers.ephemeralOf("shop").collectList().block()).isEmpty();
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void oneThatCannotBeDestroyedTwiceIsCountedOnce() {
		try (LocalComputerApplication other = startOther()) {
			ReactiveMiosaExecTemplate template = other.reactive();
			other.template().computers().ephemeral((spec) -> {
			});
			EphemeralComputer computer = other.template().computers().ephemeral((spec) -> {
			});
			this.local.faults().nextOn("DELETE /computers/{id}", 5, Fault.error(403, "FORBIDDEN"));
			computer.close();
			other.close();
			assertThat(template.getComputerCounts()).isEqualTo(new MiosaComputers.Counts(2, 0, 2, 2));
		}
		this.local.createdComputers().forEach((id) -> this.application.template().computer(id).destroy());
	}

	private EphemeralComputer ephemeral() {
		return this.computers.ephemeral((spec) -> {
		});
	}

	// The server has destroyed it before the client counts that
	private void awaitDestroyed() {
		Awaitility.await().until(() -> this.local.createdComputers().isEmpty() && counts().live() == 0);
	}

	/**
	 * Return the counts of a test.
	 */
	private MiosaComputers.Counts counts() {
		MiosaComputers.Counts now = this.application.reactive().getComputerCounts();
		return new MiosaComputers.Counts(now.created() - this.before.created(),
				now.destroyed() - this.before.destroyed(), now.live() - this.before.live(),
				now.leaked() - this.before.leaked());
	}

	private LocalComputerApplication startOther() {
		return LocalComputerApplication.start(this.local, "miosa.exec.grace-period=2s");
	}

}
