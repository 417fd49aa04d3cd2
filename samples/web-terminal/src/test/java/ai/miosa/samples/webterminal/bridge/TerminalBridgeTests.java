package ai.miosa.samples.webterminal.bridge;

import java.time.Duration;
import java.time.Instant;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import ai.miosa.samples.webterminal.WebTerminalTest;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;

@WebTerminalTest
class TerminalBridgeTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final TerminalSize SIZE = new TerminalSize(80, 24);

	@Autowired
	private MiosaExecTemplate miosa;

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

	private static TerminalBridge bridge(MiosaSession session) {
		return new TerminalBridge(session, SIZE, new SimpleAsyncTaskExecutor());
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50));
	}

}
