package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of an application ends its sessions and their commands, quickly and quietly.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownTests {

	private static final int SESSIONS = 10;

	@Test
	void endsSessionsAndTheirCommands(CapturedOutput log) {
		try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
			LocalComputerApplication application = LocalComputerApplication.start(computer);
			List<MiosaSession> sessions = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				SessionOptions options = (i % 2 != 0) ? SessionOptions.pty(80, 24) : SessionOptions.pipes();
				sessions.add(application.template().computer().spawn("sleep 600").options(options).open());
			}
			Awaitility.await().until(() -> computer.sessions().size() == SESSIONS);
			application.close();
			Awaitility.await()
				.untilAsserted(() -> assertThat(sessions)
					.allSatisfy((session) -> assertThat(session.exitCode()).isCompletedExceptionally()));
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> computer.sessions().isEmpty());
			assertThat(log.getAll()).doesNotContain("Exception").doesNotContain("\tat ");
		}
	}

}
