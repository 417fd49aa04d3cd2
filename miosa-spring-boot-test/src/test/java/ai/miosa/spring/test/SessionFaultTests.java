package ai.miosa.spring.test;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.test.RawWebSocket.Frame;
import ai.miosa.spring.test.RawWebSocket.Outcome;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each fault of a session.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class SessionFaultTests {

	private static final String EURO = "printf '€€€'; exit 4";

	private static MiosaLocalComputer computer;

	@BeforeAll
	static void use(MiosaLocalComputer localComputer) {
		computer = localComputer;
	}

	@ParameterizedTest
	@CsvSource({ "401,invalid_token", "404,NOT_FOUND", "409,NOT_RUNNING", "429,rate_limit_exceeded",
			"503,COMPUTER_STARTING" })
	void rejectedUpgrade(int status, String code) throws Exception {
		computer.sessionFaults().next(SessionFault.reject(Fault.error(status, code)));
		ExecStreamTests.assertRejected(RawWebSocket.stream(computer, "command", "true"), status, code);
		assertThat(run(SessionFault.session(), "true").exitCode()).isZero();
	}

	@Test
	void rejectedUpgradeWithHint() throws Exception {
		computer.sessionFaults().next(SessionFault.reject(Fault.rateLimited(Duration.ofSeconds(9))));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "true")) {
			assertThat(socket.status()).isEqualTo(429);
			assertThat(socket.header("Retry-After")).isEqualTo("9");
		}
	}

	@Test
	void redirectedUpgrade() throws Exception {
		computer.sessionFaults().next(SessionFault.reject(Fault.redirect(307, "ws://127.0.0.1:1/")));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "true")) {
			assertThat(socket.status()).isEqualTo(307);
			assertThat(socket.header("Location")).isEqualTo("ws://127.0.0.1:1/");
		}
	}

	@Test
	void faultsOfRequestsAndSessionsAreSeparate() throws Exception {
		computer.faults().next(Fault.starting());
		assertThat(run(SessionFault.session(), "true").exitCode()).isZero();
		assertThat(computer.faults().remaining()).isEqualTo(1);
		computer.faults().clear();
	}

	@Test
	void wrongSubprotocol() throws Exception {
		computer.sessionFaults().next(SessionFault.session().subprotocol("other"));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "true")) {
			assertThat(socket.status()).isEqualTo(101);
			assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("other");
		}
	}

	@Test
	void missingSubprotocol() throws Exception {
		computer.sessionFaults().next(SessionFault.session().subprotocol(null));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "true")) {
			assertThat(socket.status()).isEqualTo(101);
			assertThat(socket.header("Sec-WebSocket-Protocol")).isNull();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
	void smallFramesSplitCharacters(int size) throws Exception {
		Outcome outcome = run(SessionFault.session().frameSize(size), EURO);
		assertThat(outcome.stdout()).isEqualTo("€€€");
		assertThat(outcome.exitCode()).isEqualTo(4);
		assertThat(outcome.frames).filteredOn((frame) -> frame.payload()[0] == 1).hasSize((9 + size - 1) / size);
	}

	@Test
	@Tag("thorough")
	void largeFrames() throws Exception {
		int size = 16 * 1024 * 1024;
		Outcome outcome = run(SessionFault.session().frameSize(size), "head -c 16777217 /dev/zero");
		assertThat(outcome.stdout.size()).isEqualTo(size + 1);
		assertThat(outcome.frames.get(0).payload()).hasSize(size + 1);
		assertThat(outcome.exitCode()).isZero();
		assertThatIllegalArgumentException().isThrownBy(() -> SessionFault.session().frameSize(size + 1));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionFault.session().frameSize(0));
	}

	@Test
	void fragmentedMessages() throws Exception {
		computer.sessionFaults().next(SessionFault.session().fragmented(4));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", EURO)) {
			byte[] message = new byte[0];
			for (int i = 0; i < 3; i++) {
				Frame frame = socket.read();
				assertThat(frame.opcode()).isEqualTo((i == 0) ? RawWebSocket.BINARY : 0);
				assertThat(frame.last()).isEqualTo(i == 2);
				message = concat(message, frame.payload());
			}
			assertThat(new String(message, StandardCharsets.UTF_8)).isEqualTo("\u0001€€€");
		}
	}

	@Test
	void textWhereBinaryBelongs() throws Exception {
		Outcome outcome = run(SessionFault.session().frameSize(2).textMessages(), EURO);
		String text = outcome.frames.stream()
			.filter((frame) -> frame.opcode() == RawWebSocket.TEXT)
			.map(Frame::text)
			.reduce("", String::concat);
		assertThat(text.replace("\u0001", "")).isEqualTo("€€€");
		assertThat(outcome.stdout()).isEmpty();
		assertThat(outcome.exitCode()).isEqualTo(4);
	}

	@Test
	void unknownAndEmptyMessages() throws Exception {
		Outcome outcome = run(SessionFault.session().unknownMessages(), EURO);
		assertThat(outcome.stdout()).isEqualTo("€€€");
		assertThat(outcome.exitCode()).isEqualTo(4);
		assertThat(outcome.others).contains(new byte[] { 0x7f, 'x' }, new byte[] { 0x7f });
		assertThat(outcome.frames).anyMatch((frame) -> frame.payload().length == 0);
	}

	@Test
	void ignoredPings() throws Exception {
		computer.sessionFaults().next(SessionFault.session().ignoringPings());
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "cat")) {
			socket.send(RawWebSocket.PING, new byte[0]);
			socket.stdin("x");
			assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.BINARY);
		}
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, 100_000, 1_000_000 })
	void droppedInOrderAfterSomeOutput(long bytes) throws Exception {
		Outcome outcome = run(SessionFault.session().dropAfter(bytes, ConnectionEnd.FIN), "yes");
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> computer.sessions().isEmpty());
		assertThat((long) outcome.stdout.size()).isEqualTo(bytes);
		assertThat(outcome.exit).isNull();
		assertThat(outcome.closeCode).isEqualTo(-1);
	}

	@Test
	void resetAfterSomeOutput() throws Exception {
		computer.sessionFaults().next(SessionFault.session().dropAfter(10, ConnectionEnd.RESET));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "yes")) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(socket::outcome);
		}
	}

	@Test
	void stalledAfterSomeOutput() throws Exception {
		computer.sessionFaults().next(SessionFault.session().stallAfter(5));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "printf 123456789")) {
			assertThat(socket.read().text()).isEqualTo("\u000112345");
			socket.send(RawWebSocket.PING, new byte[0]);
			assertThat(socket.read().opcode()).isEqualTo(RawWebSocket.PONG);
			socket.setTimeout(500);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::read);
		}
	}

	@Test
	void stalledFromTheStart() throws Exception {
		computer.sessionFaults().next(SessionFault.session().stallAfter(0));
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "true")) {
			socket.setTimeout(500);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(socket::read);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1006, 1011, 4000 })
	void noExitFrame(int closeCode) throws Exception {
		Outcome outcome = run(SessionFault.session().noExitFrame(closeCode), EURO);
		assertThat(outcome.stdout()).isEqualTo("€€€");
		assertThat(outcome.exit).isNull();
		assertThat(outcome.closeCode).isEqualTo(closeCode);
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 255, 70_000, Integer.MIN_VALUE, Integer.MAX_VALUE })
	void chosenExitCode(int exitCode) throws Exception {
		assertThat(run(SessionFault.session().exitCode(exitCode), EURO).exitCode()).isEqualTo(exitCode);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 8 })
	void exitFrameOfAnotherLength(int length) throws Exception {
		assertThat(run(SessionFault.session().exitPayload(new byte[length]), EURO).exit).hasSize(length);
	}

	@Test
	void connectionEndsRightBehindALargeTail() throws Exception {
		computer.sessionFaults().next(SessionFault.session().closingImmediately());
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "head -c 5000000 /dev/zero")) {
			Outcome outcome = socket.outcome();
			assertThat(outcome.stdout.size()).isEqualTo(5_000_000);
			assertThat(outcome.exitCode()).isZero();
			assertThat(outcome.closeCode).isEqualTo(1000);
			assertThat(socket.read()).isNull();
		}
	}

	private static byte[] concat(byte[] first, byte[] second) {
		byte[] both = Arrays.copyOf(first, first.length + second.length);
		System.arraycopy(second, 0, both, first.length, second.length);
		return both;
	}

	private static Outcome run(SessionFault fault, String command) throws Exception {
		computer.sessionFaults().next(fault);
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", command)) {
			return socket.outcome();
		}
	}

}
