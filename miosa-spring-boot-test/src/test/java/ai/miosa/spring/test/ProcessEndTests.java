package ai.miosa.spring.test;

import java.net.Socket;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No process outlives what ends its command.
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
	void timeoutKillsTheTree() throws Exception {
		var response = this.client.exec("/exec", ApiClient.body("command", TREE, Map.of("timeout", 1)));
		assertThat(response.statusCode()).isEqualTo(504);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("EXEC_TIMEOUT");
		for (String name : new String[] { "daemon", "child", "shell" }) {
			assertThat(Processes.isRunning(pid(name))).as(name).isFalse();
		}
	}

	@ParameterizedTest
	@EnumSource(ConnectionEnd.class)
	void goneClientKillsTheTree(ConnectionEnd end) throws Exception {
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

	private void awaitStart() {
		pid("daemon");
		pid("child");
		pid("shell");
	}

	private void awaitDeath() {
		Processes.awaitDeath(pid("daemon"));
		Processes.awaitDeath(pid("child"));
		Processes.awaitDeath(pid("shell"));
	}

	private long pid(String name) {
		Path file = this.computer.home().resolve(name);
		return Processes.awaitPid(file);
	}

}
