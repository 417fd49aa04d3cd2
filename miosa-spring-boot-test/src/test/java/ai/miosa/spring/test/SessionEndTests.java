package ai.miosa.spring.test;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flow control, and what becomes of a session whose client goes away.
 */
class SessionEndTests {

	private static final String TREE = """
			(setsid bash -c 'echo $$ > daemon; exec sleep 1000' >/dev/null 2>&1 &)
			bash -c 'trap "" HUP; echo $$ > child; exec env -i sleep 1000' &
			echo $$ > shell
			wait
			""";

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void closedSocketKillsTheSession(String tty) throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", TREE, "tty", tty)) {
			awaitStart();
			assertThat(socket.status()).isEqualTo(101);
		}
		awaitDeath();
	}

	@ParameterizedTest
	@ValueSource(strings = { "false", "true" })
	void resetKillsTheSession(String tty) throws Exception {
		RawWebSocket socket = RawWebSocket.stream(this.computer, "command", TREE, "tty", tty);
		awaitStart();
		socket.reset();
		awaitDeath();
	}

	@Test
	void closeFrameKillsTheSession() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", TREE)) {
			awaitStart();
			socket.sendClose();
			assertThat(socket.outcome().closeCode).isEqualTo(1000);
			awaitDeath();
		}
	}

	@ParameterizedTest
	@EnumSource(ConnectionEnd.class)
	void droppedSessionKillsTheSession(ConnectionEnd end) throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", TREE)) {
			awaitStart();
			assertThat(socket.status()).isEqualTo(101);
			this.computer.sessions().forEach((session) -> session.drop(end));
			awaitDeath();
		}
	}

	@Test
	void closeOfTheComputerKillsEverySession() throws Exception {
		List<RawWebSocket> sockets = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			sockets.add(RawWebSocket.stream(this.computer, "command", "sleep 1000", "tty", Boolean.toString(i < 3)));
		}
		Awaitility.await().until(() -> this.computer.sessions().size() == 10);
		List<Long> pids = this.computer.sessions().stream().map(LiveSession::pid).toList();
		this.computer.close();
		assertThat(pids).noneMatch(Processes::isRunning);
		for (RawWebSocket socket : sockets) {
			socket.close();
		}
	}

	@Test
	void clientThatGoesWhileItIsHeldBackKillsTheSession() throws Exception {
		try (Socket refused = holdBack()) {
			assertThat(refused.isClosed()).isFalse();
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.computer.sessions().isEmpty());
		Processes.awaitDeath(pid("shell"));
	}

	private Socket holdBack() throws Exception {
		RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "echo $$ > shell; exec sleep 1000");
		pid("shell");
		byte[] frame = RawWebSocket.bytes(0, new byte[1_000_000]);
		Thread writer = new Thread(() -> {
			try {
				for (int i = 0; i < 100; i++) {
					socket.send(RawWebSocket.BINARY, frame);
				}
			}
			catch (IOException ex) {
				// The connection has ended
			}
		});
		writer.start();
		Awaitility.await().until(() -> isBlockedInWrite(writer));
		return socket.socket();
	}

	@Test
	void stdinThatIsNotReadHoldsTheSocketBack() throws Exception {
		holdBack().close();
	}

	// A thread that is writing to a socket is runnable, so look at where it stands twice
	private static boolean isBlockedInWrite(Thread thread) throws Exception {
		long before = System.nanoTime();
		while (System.nanoTime() - before < 500_000_000L) {
			if (!thread.isAlive()) {
				throw new AssertionError("Everything was taken");
			}
			Thread.onSpinWait();
		}
		return List.of(thread.getStackTrace()).toString().contains("write");
	}

	@Test
	void outputThatIsNotReadKeepsMemoryFlat() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "yes & echo $! > yes; wait")) {
			long yes = pid("yes");
			Path io = Path.of("/proc", Long.toString(yes), "io");
			long written = Awaitility.await()
				.pollInterval(Duration.ofMillis(300))
				.until(new StableWriteCount(io), (count) -> count > 0);
			assertThat(written).isLessThan(20_000_000);
			assertThat(socket.awaitStdout("y\ny\ny\n")).isNotEmpty();
		}
		Processes.awaitDeath(pid("yes"));
	}

	@Test
	void outputGoesOnWhenTheClientReadsAgain() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "yes | head -c 30000000")) {
			Awaitility.await().until(() -> !this.computer.sessions().isEmpty());
			RawWebSocket.Outcome outcome = socket.outcome();
			assertThat(outcome.stdout.size()).isEqualTo(30_000_000);
			assertThat(outcome.exitCode()).isZero();
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
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.computer.sessions().isEmpty());
		assertThat(Processes.isRunning(pid("daemon"))).as("detached").isTrue();
	}

	private long pid(String name) {
		return Processes.awaitPid(this.computer.home().resolve(name));
	}

	/**
	 * How much a process has written, once it does not get further; else 0.
	 */
	private static final class StableWriteCount implements Callable<Long> {

		private final Path io;

		private long before;

		StableWriteCount(Path io) {
			this.io = io;
		}

		@Override
		public Long call() throws Exception {
			long now = Files.readAllLines(this.io)
				.stream()
				.filter((line) -> line.startsWith("wchar: "))
				.mapToLong((line) -> Long.parseLong(line.substring(7)))
				.sum();
			boolean stable = now == this.before;
			this.before = now;
			return stable ? now : 0L;
		}

	}

}
