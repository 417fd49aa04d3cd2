package ai.miosa.spring.exec;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class WaitUntilReadyTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static final Set<State> FINAL = EnumSet.of(State.ERROR, State.DESTROYING, State.DESTROYED);

	private final MiosaLocalComputer computer;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputer miosa;

	WaitUntilReadyTests(MiosaLocalComputer computer) {
		this.computer = computer;
		this.application = LocalComputerApplication.start(computer);
		this.miosa = this.application.template().computer();
	}

	@Test
	void returnsImmediatelyWhenRunning() {
		assertThat(this.miosa.waitUntilReady(LONG).isRunning()).isTrue();
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource(names = { "CREATING", "PROVISIONING", "STARTING", "SNAPSHOTTING", "UNKNOWN" })
	void pollsWhileStarting(State starting) {
		setStatus(starting);
		CompletableFuture<?> ready = this.application.reactive().computer().waitUntilReadyMono(LONG).toFuture();
		Awaitility.await().until(() -> this.computer.requests() > 0);
		setStatus(State.RUNNING);
		assertThat(ready).succeedsWithin(LONG);
	}

	@Test
	@Tag("thorough")
	void pollsAsTheServerSuggests() {
		this.computer.faults().next(Fault.rateLimited(Duration.ofSeconds(1)));
		assertThat(this.miosa.waitUntilReady(LONG).isRunning()).isTrue();
		assertThat(this.computer.requests()).isEqualTo(2);
	}

	@Test
	@Tag("thorough")
	void stopsWaitingInTime() {
		setStatus(State.STARTING);
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> this.miosa.waitUntilReady(Duration.ofSeconds(1)))
			.withMessageContaining("1000 ms")
			.withMessageContaining(this.computer.getComputerId())
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource(names = { "PAUSED", "STOPPING", "STOPPED", "ERROR", "DESTROYING", "DESTROYED" })
	void doesNotWaitInVain(State status) {
		setStatus(status);
		assertThatExceptionOfType(ComputerNotRunningException.class).isThrownBy(() -> this.miosa.waitUntilReady(LONG))
			.withMessageContaining(status.name().toLowerCase(Locale.ROOT))
			.withMessageContaining(FINAL.contains(status) ? "create another one" : "start it first");
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	@Test
	void reportsAMissingComputer() {
		assertThatExceptionOfType(ComputerNotFoundException.class)
			.isThrownBy(() -> this.application.template().computer("nosuch").waitUntilReady(LONG));
	}

	@Test
	void rejectsNoTimeAndMoreThanADay() {
		for (Duration timeout : List.of(Duration.ZERO, ChronoUnit.FOREVER.getDuration())) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.miosa.waitUntilReady(timeout));
		}
		assertThat(this.computer.requests()).isZero();
	}

	private void setStatus(State status) {
		this.computer.setStatus(this.computer.getComputerId(), status);
	}

}
