package ai.miosa.spring.test;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Flow control, and the end of a session whose client disconnects.
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
	@Tag("thorough")
	@ValueSource(strings = { "false", "true" })
	void closedSocketKillsTheSession(String tty) throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", TREE, "tty", tty)) {
			awaitStart();
			assertThat(socket.status()).isEqualTo(101);
		}
		awaitDeath();
	}

	@ParameterizedTest
	@Tag("thorough")
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
	@Tag("thorough")
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
	@Tag("thorough")
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
	@Tag("thorough")
	void clientThatDisconnectsUnderBackPressureKillsTheSession() throws Exception {
		try (Socket refused = applyBackPressure()) {
			assertThat(refused.isClosed()).isFalse();
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> this.computer.sessions().isEmpty());
		Processes.awaitDeath(pid("shell"));
	}

	// Send to a process that reads nothing until sending blocks
	private Socket applyBackPressure() throws Exception {
		RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "echo $$ > shell; exec sleep 1000");
		pid("shell");
		byte[] frame = RawWebSocket.bytes(0, new byte[1_000_000]);
		AtomicLong sent = new AtomicLong();
		Thread writer = new Thread(() -> {
			try {
				while (sent.get() < 100) {
					socket.send(RawWebSocket.BINARY, frame);
					sent.incrementAndGet();
				}
			}
			catch (IOException ex) {
				// The connection has ended
			}
		});
		writer.start();
		assertThat(Processes.awaitStandstill(sent::get)).isLessThan(100);
		return socket.socket();
	}

	@Test
	void stdinThatIsNotReadAppliesBackPressure() throws Exception {
		applyBackPressure().close();
	}

	@Test
	@Tag("thorough")
	void outputThatIsNotReadKeepsMemoryFlat() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(this.computer, "command", "yes & echo $! > yes; wait")) {
			long yes = pid("yes");
			Path io = Path.of("/proc", Long.toString(yes), "io");
			assertThat(Processes.awaitStandstill(() -> written(io))).isLessThan(20_000_000);
			assertThat(socket.awaitStdout("y\ny\ny\n")).isNotEmpty();
		}
		Processes.awaitDeath(pid("yes"));
	}

	@Test
	@Tag("thorough")
	void outputContinuesWhenTheClientReadsAgain() throws Exception {
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

	private static long written(Path io) throws IOException {
		return Files.readAllLines(io)
			.stream()
			.filter((line) -> line.startsWith("wchar: "))
			.mapToLong((line) -> Long.parseLong(line.substring(7)))
			.sum();
	}

}
