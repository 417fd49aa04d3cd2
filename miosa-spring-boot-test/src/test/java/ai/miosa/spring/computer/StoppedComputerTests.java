package ai.miosa.spring.computer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Commands for computers that are stopped.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class StoppedComputerTests {

	private final MiosaLocalComputer local;

	StoppedComputerTests(MiosaLocalComputer local) {
		this.local = local;
		local.setStatus(local.getComputerId(), State.STOPPED);
	}

	@Test
	void areNotStartedByDefault() {
		try (LocalComputerApplication application = LocalComputerApplication.start(this.local)) {
			MiosaComputer computer = application.template().computer();
			assertThatExceptionOfType(ComputerNotRunningException.class).isThrownBy(() -> computer.bash("echo 1").run())
				.withMessageContaining("start()");
		}
		assertThat(this.local.requests("POST /computers/{id}/start")).isZero();
	}

	@Test
	void areStartedIfConfigured() {
		try (LocalComputerApplication application = start()) {
			assertThat(application.template().computer().bash("echo 1").run().stdout()).isEqualTo("1\n");
		}
		assertThat(this.local.requests("POST /computers/{id}/start")).isEqualTo(1);
	}

	@Test
	void areStartedForSessions() {
		try (LocalComputerApplication application = start();
				MiosaSession session = application.template().computer().spawn("exit 3").open()) {
			assertThat(session.await()).isEqualTo(3);
		}
	}

	@Test
	void pausedSandboxesAreResumed() {
		try (LocalComputerApplication application = start()) {
			MiosaComputer sandbox = application.template().sandboxes().create((spec) -> {
			});
			sandbox.stop();
			assertThat(sandbox.bash("echo 1").run().stdout()).isEqualTo("1\n");
		}
		assertThat(this.local.requests("POST /sandboxes/{id}/resume")).isEqualTo(1);
	}

	private LocalComputerApplication start() {
		return LocalComputerApplication.start(this.local, "miosa.start-stopped-computers=true");
	}

}
