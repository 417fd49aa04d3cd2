package ai.miosa.samples.webterminal;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class CommandControllerTests {

	@Autowired
	private MiosaLocalComputer computer;

	@LocalServerPort
	private int port;

	private Visitor visitor;

	@BeforeEach
	void logIn() throws Exception {
		this.visitor = Visitor.loggedIn(this.port, "sesame");
	}

	@Test
	void tellsThatACommandRunsAndHowItEnded() throws Exception {
		List<String> lines = run("/commands/python", "import time\ntime.sleep(1.5)\nprint('done')\nexit(3)");
		assertThat(lines.get(0)).startsWith("{").contains("\"state\":\"RUNNING\"", "\"milliseconds\":500");
		assertThat(lines.get(lines.size() - 1)).contains("\"state\":\"FINISHED\"", "\"exitCode\":3",
				"\"output\":\"done\\n\"");
	}

	@Test
	void tellsWhyACommandCouldNotBeRun() throws Exception {
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		assertThat(run("/commands/bash", "echo secret")).last()
			.asString()
			.contains("\"state\":\"FAILED\"", "\"message\":\"")
			.doesNotContain("secret");
	}

	@Test
	void tellsThatABlankCommandCannotBeRun() throws Exception {
		assertThat(run("/commands/bash", " ")).last()
			.asString()
			.contains("FAILED", "There is no command, or one that is too long.");
	}

	@Test
	void endsTheCommandWithItsRequest() throws Exception {
		Path pid = this.computer.home().resolve("pid");
		try (InputStream body = this.visitor.postAndFollow("/commands/bash", "text/plain",
				"echo $$ > pid; exec sleep 1000")) {
			assertThat(body.read()).isEqualTo('{');
			await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));
		}
		long process = Long.parseLong(Files.readString(pid).strip());
		await().until(() -> ProcessHandle.of(process).filter(ProcessHandle::isAlive).isEmpty());
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
	}

	private List<String> run(String path, String command) throws Exception {
		return this.visitor.post(path, "text/plain", command).body().lines().toList();
	}

}
