package ai.miosa.samples.webterminal.bridge;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import ai.miosa.samples.webterminal.WebTerminalTest;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class TerminalBridgeTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final TerminalSize SIZE = new TerminalSize(80, 24);

	private static final TerminalBridge.Limits LIMITS = new TerminalBridge.Limits(1024 * 1024, 128 * 1024, 64 * 1024,
			8);

	@Autowired
	private MiosaExecTemplate miosa;

	@Test
	void tellsTheExitCode() {
		TerminalBridge.End end = end(spawn("exit 3"));
		assertThat(end).isEqualTo(new TerminalBridge.End(3, null));
	}

	@Test
	void tellsWhyThereIsNoExitCode() {
		MiosaSession session = spawn("sleep 1000");
		session.close();
		assertThat(end(session).message()).isNotBlank();
	}

	@Test
	void isNotAbandonedWhileACommandRuns() {
		TerminalBridge bridge = bridge(spawn("printf '\\e]133;C\\a'; sleep 1000"));
		assertThat(bridge.isAbandoned(Instant.now().minusSeconds(60))).isFalse();
		await().until(() -> !bridge.isAbandoned(Instant.MAX));
		bridge.close("End");
		assertThat(bridge.isAbandoned(Instant.MAX)).isTrue();
	}

	private MiosaSession spawn(String command) {
		return this.miosa.computer().spawn(command).pty(SIZE.columns(), SIZE.rows()).output(OutputMode.STREAMED).open();
	}

	private static TerminalBridge.End end(MiosaSession session) {
		return await().until(bridge(session)::getEnd, (end) -> end != null);
	}

	private static TerminalBridge bridge(MiosaSession session) {
		return new TerminalBridge(session, SIZE, LIMITS, CompletableFuture::runAsync);
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
	}

}
