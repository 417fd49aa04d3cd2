package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class WaitUntilReadyTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final LocalComputerApplication application = LocalComputerApplication.start(this.computer);

	private final MiosaComputer miosa = this.application.template().computer();

	@AfterEach
	void stop() {
		this.application.close();
		this.computer.close();
	}

	@Test
	void returnsAtOnceWhenRunning() {
		assertThat(this.miosa.waitUntilReady(LONG).isRunning()).isTrue();
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "CREATING", "PROVISIONING", "STARTING" })
	void asksAgainWhileStarting(State starting) {
		setStatus(starting);
		CompletableFuture<?> ready = this.application.reactive().computer().waitUntilReadyMono(LONG).toFuture();
		Awaitility.await().until(() -> this.computer.requests() > 0);
		setStatus(State.RUNNING);
		assertThat(ready).succeedsWithin(LONG);
	}

	@Test
	@Tag("thorough")
	void asksAgainAsTheServerSuggests() {
		this.computer.faults().next(Fault.rateLimited(Duration.ofSeconds(1)));
		assertThat(this.miosa.waitUntilReady(LONG).isRunning()).isTrue();
		assertThat(this.computer.requests()).isEqualTo(2);
	}

	@Test
	@Tag("thorough")
	void givesUpInTime() {
		setStatus(State.STARTING);
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> this.miosa.waitUntilReady(Duration.ofSeconds(1)))
			.withMessageContaining("1000 ms")
			.withMessageContaining(this.computer.getComputerId())
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

	@ParameterizedTest
	@EnumSource(names = { "PAUSED", "STOPPING", "STOPPED", "ERROR", "DESTROYING", "DESTROYED" })
	void doesNotWaitInVain(State status) {
		setStatus(status);
		assertThatExceptionOfType(ComputerNotRunningException.class).isThrownBy(() -> this.miosa.waitUntilReady(LONG))
			.withMessageContaining(status.name().toLowerCase(Locale.ROOT));
		assertThat(this.computer.requests()).isEqualTo(1);
	}

	@Test
	void tellsAMissingComputer() {
		assertThatExceptionOfType(ComputerNotFoundException.class)
			.isThrownBy(() -> this.application.template().computer("nosuch").waitUntilReady(LONG));
	}

	@Test
	void refusesNoTime() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.miosa.waitUntilReady(Duration.ZERO));
		assertThat(this.computer.requests()).isZero();
	}

	private void setStatus(State status) {
		this.computer.setStatus(this.computer.getComputerId(), status);
	}

}
