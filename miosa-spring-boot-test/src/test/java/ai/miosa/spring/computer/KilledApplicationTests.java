package ai.miosa.spring.computer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is killed leaves only computers that the server stops or destroys
 * by itself and that other applications can find.
 */
@Tag("thorough")
@ExtendWith(MiosaLocalComputerExtension.class)
class KilledApplicationTests {

	private final MiosaLocalComputer local;

	KilledApplicationTests(MiosaLocalComputer local) {
		this.local = local;
	}

	@Test
	void leavesMachinesThatEndAndAreFound() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				"-Dmiosa.base-url=" + this.local.getBaseUrl(), "-Dmiosa.api-key=" + this.local.getApiKey(),
				"-Dspring.application.name=killed", "-Dlogging.level.root=error", KilledApplication.class.getName())
			.inheritIO()
			.start();
		try {
			// The sandbox comes last
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> this.local.requests("GET /sandboxes/{id}") > 0);
		}
		finally {
			process.destroyForcibly().waitFor();
		}
		try (LocalComputerApplication application = LocalComputerApplication.start(this.local)) {
			MiosaComputers sandboxes = application.template().sandboxes();
			MiosaComputers computers = application.template().computers();
			List<ComputerInfo> left = computers.ephemeralOf("killed").collectList().block();
			assertThat(left).hasSize(1);
			assertThat(sandboxes.ephemeralOf("killed").collectList().block()).hasSize(1);
			MiosaComputer computer = computers.computer(left.get(0).id());
			Awaitility.await()
				.atMost(Duration.ofMinutes(1))
				.until(() -> sandboxes.ephemeralOf("killed").collectList().block().isEmpty());
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> computer.status().state() == State.STOPPED);
			computer.destroy();
		}
		assertThat(this.local.createdComputers()).isEmpty();
	}

}
