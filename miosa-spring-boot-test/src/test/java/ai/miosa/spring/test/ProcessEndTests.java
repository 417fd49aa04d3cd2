package ai.miosa.spring.test;

import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a command ends its process session, and no process outlives the computer.
 */
class ProcessEndTests {

	// The daemon's parent is gone and it has left the session of the command
	private static final String TREE = """
			(setsid bash -c 'echo $$ > daemon; exec sleep 1000' >/dev/null 2>&1 &)
			bash -c 'echo $$ > child; exec env -i sleep 1000' &
			echo $$ > shell
			wait
			""";

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final ApiClient client = new ApiClient(this.computer);

	@Test
	@DisplayName("504 EXEC_TIMEOUT: a command that does not end in time")
	void timeoutKillsTheSession() throws Exception {
		// Enough for the tree to start
		var response = this.client.exec("/exec", ApiClient.body("command", TREE, Map.of("timeout", 4)));
		assertThat(response.statusCode()).isEqualTo(504);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("EXEC_TIMEOUT");
		assertThat(Processes.isRunning(pid("child"))).as("child").isFalse();
		assertThat(Processes.isRunning(pid("shell"))).as("shell").isFalse();
		assertThat(Processes.isRunning(pid("daemon"))).as("detached").isTrue();
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource(ConnectionEnd.class)
	void disconnectedClientKillsTheSession(ConnectionEnd end) throws Exception {
		try (Socket socket = this.client.rawExec(TREE, true)) {
			awaitStart();
			socket.setSoLinger(end == ConnectionEnd.RESET, 0);
		}
		awaitDeath();
	}

	@Test
	void closeKillsTheTree() throws Exception {
		try (Socket socket = this.client.rawExec(TREE, true)) {
			long daemon = pid("daemon");
			long child = pid("child");
			long shell = pid("shell");
			this.computer.close();
			assertThat(Processes.isRunning(daemon)).as("daemon").isFalse();
			assertThat(Processes.isRunning(child)).as("child").isFalse();
			assertThat(Processes.isRunning(shell)).as("shell").isFalse();
			assertThat(socket.isClosed()).isFalse();
		}
	}

	@Test
	void backgroundProcessLivesUntilClose() throws Exception {
		this.client.bash("sleep 1000 >/dev/null 2>&1 & echo $! > daemon");
		long daemon = pid("daemon");
		assertThat(this.client.bash("kill -0 " + daemon).path("exit_code").asInt()).isZero();
		assertThat(Processes.isRunning(daemon)).isTrue();
		this.computer.close();
		assertThat(Processes.isRunning(daemon)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "cd /; env -i sleep 1000 >/dev/null 2>&1 & echo $! > daemon",
			"cd /; setsid sleep 1000 >/dev/null 2>&1 & echo $! > $HOME/daemon",
			"env -i setsid bash -c 'echo $$ > daemon; exec sleep 1000' >/dev/null 2>&1 &",
			"(setsid bash -c '(echo $BASHPID > daemon; exec env -i sleep 1000) &' >/dev/null 2>&1 &)" })
	void closeKillsWhatHidesInTheBackground(String command) throws Exception {
		this.client.bash(command.replace("> daemon", "> " + this.computer.home().resolve("daemon")));
		long daemon = pid("daemon");
		assertThat(Processes.isRunning(daemon)).isTrue();
		this.computer.close();
		assertThat(Processes.isRunning(daemon)).isFalse();
	}

	@Test
	@Tag("thorough")
	void closeKillsAProcessThatExecutesOneProgramAfterAnother() throws Exception {
		for (int i = 0; i < 40; i++) {
			try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
				new ApiClient(other).bash("echo 'exec bash \"$0\"' >chain; cd /; "
						+ "setsid bash \"$HOME/chain\" >/dev/null 2>&1 & echo $! >\"$HOME/daemon\"");
				long daemon = Processes.awaitPid(other.home().resolve("daemon"));
				assertThat(Processes.isRunning(daemon)).isTrue();
				other.close();
				assertThat(Processes.isRunning(daemon)).isFalse();
			}
		}
	}

	@Test
	@Tag("thorough")
	void closeSparesAnInteractiveShellInTheDirectory() throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.start();
				RawWebSocket shell = RawWebSocket.stream(other, "command", "cd " + this.computer.home() + "; exec cat",
						"tty", "true")) {
			shell.stdin("ready\n");
			shell.awaitStdout("ready");
			this.computer.close();
			assertThat(Processes.isRunning(other.sessions().get(0).pid())).isTrue();
		}
	}

	private void awaitStart() {
		pid("daemon");
		pid("child");
		pid("shell");
	}

	private void awaitDeath() {
		Processes.awaitDeath(pid("child"));
		Processes.awaitDeath(pid("shell"));
		assertThat(Processes.isRunning(pid("daemon"))).as("detached").isTrue();
	}

	private long pid(String name) {
		Path file = this.computer.home().resolve(name);
		return Processes.awaitPid(file);
	}

}
