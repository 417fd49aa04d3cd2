package ai.miosa.samples.webterminal.bridge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.util.unit.DataSize;

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

	private static final BridgeLimits LIMITS = new BridgeLimits(DataSize.ofMegabytes(1), DataSize.ofKilobytes(128),
			DataSize.ofKilobytes(64), 8, Duration.ofSeconds(20));

	@Autowired
	private MiosaExecTemplate miosa;

	@Test
	void tellsTheExitCode() {
		TerminalEnd end = end(spawn("exit 3"), CompletableFuture::runAsync, Throwable::toString);
		assertThat(end).isEqualTo(new TerminalEnd(3, null));
	}

	@Test
	void tellsTheEndEvenIfItCannotBeExplained() {
		MiosaSession session = spawn("sleep 1000");
		session.close();
		TerminalEnd end = end(session, CompletableFuture::runAsync, (ex) -> {
			throw new IllegalStateException("No explanation");
		});
		assertThat(end.message()).isEqualTo("The terminal was lost: its exit code is not known.");
	}

	@Test
	void tellsTheExitCodeEvenIfTheExecutorIsShutDown() {
		TerminalEnd end = end(spawn("exit 3"), (task) -> {
			throw new RejectedExecutionException();
		}, Throwable::toString);
		assertThat(end.exitCode()).isEqualTo(3);
	}

	private MiosaSession spawn(String command) {
		return this.miosa.computer().spawn(command).pty(SIZE.columns(), SIZE.rows()).output(OutputMode.STREAMED).open();
	}

	private static TerminalEnd end(MiosaSession session, Executor executor, Function<Throwable, String> explanation) {
		TerminalBridge bridge = new TerminalBridge(session, SIZE, LIMITS, executor, explanation);
		return Awaitility.await().atMost(PATIENCE).until(bridge::getEnd, (end) -> end != null);
	}

}
