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

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInsufficientCreditsException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No computer is created twice, and none is lost.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ComputerCreationTests {

	private static final String CREATE = "POST /computers";

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	private MiosaComputers.Counts before = new MiosaComputers.Counts(0, 0, 0, 0);

	ComputerCreationTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local, "miosa.exec.grace-period=2s");
		this.computers = this.application.template().computers();
	}

	@BeforeEach
	void begin() {
		this.local.ignoreIdempotencyKeys();
		this.before = this.application.reactive().getComputerCounts();
	}

	@Test
	void sendsTheSameKeyAgainWhenNothingWasDone() {
		this.local.faults().nextOn(CREATE, Fault.rateLimitedInBody(Duration.ofMillis(1)));
		ComputerInfo created = create().info();
		assertThat(this.local.requests(CREATE)).isEqualTo(2);
		assertThat(this.local.createdComputers()).containsExactly(created.id());
	}

	@Test
	void sendsTheKeyThatIsInTheMetadata() {
		this.local.faults().nextOn(CREATE, Fault.rateLimitedInBody(Duration.ofMillis(1)));
		MiosaComputer created = create();
		String key = this.local.lastRequest().header("Idempotency-Key");
		assertThat(created.info().metadata()).containsEntry("miosa_spring_creation", key);
	}

	@Test
	void findsTheComputerWhenTheResponseIsLost() {
		this.local.faults().nextOn(CREATE, Fault.dropAfterRunning(ConnectionEnd.RESET));
		assertThat(create().getId()).isEqualTo(onlyOne());
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void findsTheComputerAfterAnErrorOfTheGateway() {
		this.local.faults().nextOn(CREATE, Fault.errorAfterRunning(502, "BAD_GATEWAY"));
		assertThat(create().getId()).isEqualTo(onlyOne());
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void findsTheComputerAfterATruncatedResponse() {
		this.local.faults().nextOn(CREATE, Fault.truncatedBody());
		assertThat(create().getId()).isEqualTo(onlyOne());
	}

	@Test
	@Tag("thorough")
	void findsTheComputerAlthoughTheFirstLookFails() {
		this.local.faults()
			.nextOn(CREATE, Fault.dropAfterRunning(ConnectionEnd.FIN))
			.nextOn("GET /computers", Fault.error(500, "INTERNAL_ERROR"));
		assertThat(create().getId()).isEqualTo(onlyOne());
	}

	@Test
	@Tag("thorough")
	void reportsNameAndKeyOfAComputerThatIsNotFound() {
		this.local.faults().nextOn(CREATE, Fault.dropAfterBody(ConnectionEnd.RESET));
		assertThatExceptionOfType(ComputerCreationException.class)
			.isThrownBy(() -> this.computers.create((spec) -> spec.name("build-42").setupFile("secret")))
			.withMessageContainingAll("build-42", "look for its name")
			.withMessageNotContaining("secret")
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("build-42");
				assertThat(ex.getMessage()).contains(ex.getIdempotencyKey());
				assertThat(ex.mayHaveRun()).isTrue();
				assertThat(ex.isRetryable()).isFalse();
			});
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
	}

	@Test
	void doesNotTryAgainOverTheQuota() {
		this.local.setQuota(0);
		assertThatExceptionOfType(MiosaInsufficientCreditsException.class).isThrownBy(this::create);
		assertThat(this.local.requests(CREATE)).isEqualTo(1);
	}

	@Test
	void destroysWhatWasCreatedForACancelledSubscriber() {
		this.local.faults().nextOn(CREATE, Fault.slowBody(Duration.ofSeconds(3)));
		Disposable creation = this.computers.createMono((spec) -> {
		}).subscribe();
		Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
		creation.dispose();
		awaitDestroyed();
	}

	@Test
	@Tag("thorough")
	void destroysWhatWasCreatedForAnInterruptedThread() throws Exception {
		this.local.faults().nextOn(CREATE, Fault.slowBody(Duration.ofSeconds(3)));
		AtomicReference<MiosaException> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				create();
			}
			catch (MiosaException ex) {
				failure.set(ex);
			}
		});
		caller.start();
		Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
		caller.interrupt();
		caller.join();
		assertThat(failure.get()).hasMessageContaining("interrupted");
		awaitDestroyed();
	}

	@Test
	void destroysWhatIsBeingCreatedWhenTheApplicationEnds() {
		this.local.faults().nextOn(CREATE, Fault.slowBody(Duration.ofSeconds(3)));
		AtomicReference<Throwable> failure = new AtomicReference<>();
		try (LocalComputerApplication other = LocalComputerApplication.start(this.local)) {
			other.template().computers().createMono((spec) -> {
			}).subscribe((computer) -> {
			}, failure::set);
			Awaitility.await().until(() -> !this.local.createdComputers().isEmpty());
		}
		assertThat(this.local.createdComputers()).isEmpty();
		assertThat(failure.get()).hasMessageContaining("shutting down");
	}

	@Test
	void destroysAComputerThatCannotBeSetUp() {
		this.local.faults().nextOn("PATCH /computers/{id}/auto-stop", Fault.error(403, "FORBIDDEN"));
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> this.computers.create((spec) -> spec.autoStop(Duration.ofMinutes(10))))
			.withMessageContaining("auto-stop");
		assertThat(this.local.createdComputers()).isEmpty();
	}

	private MiosaComputer create() {
		return this.computers.create((spec) -> {
		});
	}

	private String onlyOne() {
		assertThat(this.local.createdComputers()).hasSize(1);
		return this.local.createdComputers().get(0);
	}

	private void awaitDestroyed() {
		Awaitility.await().until(() -> this.local.createdComputers().isEmpty());
		Awaitility.await()
			.until(() -> this.application.reactive().getComputerCounts().destroyed() == this.before.destroyed() + 1);
	}

}
