package ai.miosa.spring.test;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Computers that reboot, and agents that cannot be reached.
 */
class RebootTests {

	private static final String DETACHED = "setsid bash -c 'echo $$ > daemon; exec sleep 1000' >/dev/null 2>&1 &";

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final ApiClient client = new ApiClient(this.computer);

	@Test
	void rebootKillsWhatWasDetached() throws Exception {
		this.client.bash(DETACHED);
		long daemon = pid("daemon");
		this.computer.reboot();
		assertThat(Processes.isRunning(daemon)).isFalse();
	}

	@Test
	void rebootChangesTheBootIdAndKeepsTheFiles() throws Exception {
		String bootId = this.client.bash("cat \"$MIOSA_BOOT_ID_FILE\"; touch here").path("stdout").asString();
		assertThat(bootId).hasSize(37).endsWith("\n");
		assertThat(bootId()).isEqualTo(bootId);
		this.computer.reboot();
		assertThat(bootId()).hasSize(37).isNotEqualTo(bootId);
		assertThat(this.computer.home().resolve("here")).exists();
	}

	@Test
	void rebootEndsAOneShotCommandWithoutAnExitCode() throws Exception {
		CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(this::tryBash);
		pid("shell");
		this.computer.reboot();
		HttpResponse<String> response = answer.get(20, TimeUnit.SECONDS);
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(ApiClient.json(response).at("/error/code").asString()).isEqualTo("AGENT_UNREACHABLE");
	}

	@Test
	void rebootEndsASessionWithoutAnExitCode() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "echo $$ > shell; exec sleep 1000")) {
			pid("shell");
			this.computer.reboot();
			RawWebSocket.Outcome outcome = socket.outcome();
			assertThat(outcome.exit).isNull();
			assertThat(outcome.closeCode).isEqualTo(-1);
		}
	}

	@Test
	void lostAgentAnswersCommandsAndHandshakesWith502() throws Exception {
		this.computer.loseAgent(Duration.ofDays(1));
		assertThat(this.client.tryBash("touch here").statusCode()).isEqualTo(502);
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "touch here")) {
			assertThat(socket.status()).isEqualTo(502);
		}
		assertThat(this.client.get("/computers/" + this.computer.getComputerId()).statusCode()).isEqualTo(200);
		assertThat(this.computer.home()).isEmptyDirectory();
	}

	@Test
	void lostAgentEndsSessionsAndLeavesWhatIsDetached() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command",
				DETACHED + " echo $$ > shell; exec sleep 1000")) {
			long daemon = pid("daemon");
			long shell = pid("shell");
			this.computer.loseAgent(Duration.ofDays(1));
			assertThat(socket.outcome().exit).isNull();
			Processes.awaitDeath(shell);
			assertThat(Processes.isRunning(daemon)).isTrue();
		}
	}

	@Test
	void agentIsReachableAgain() throws Exception {
		this.computer.loseAgent(Duration.ofMillis(300));
		Awaitility.await().until(() -> this.client.tryBash("true").statusCode() == 200);
		this.computer.loseAgent(Duration.ofDays(1));
		this.computer.loseAgent(Duration.ZERO);
		assertThat(this.client.tryBash("true").statusCode()).isEqualTo(200);
	}

	private HttpResponse<String> tryBash() {
		try {
			return this.client.tryBash("echo $$ > shell; exec sleep 1000");
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String bootId() throws Exception {
		return this.client.bash("cat \"$MIOSA_BOOT_ID_FILE\"").path("stdout").asString();
	}

	private long pid(String name) {
		return Processes.awaitPid(this.computer.home().resolve(name));
	}

}
