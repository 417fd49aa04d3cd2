package ai.miosa.spring.test;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.test.RawWebSocket.Frame;
import ai.miosa.spring.test.RawWebSocket.Outcome;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section "Interactive sessions: miosa-exec-v1" of the wire protocol, without a
 * pseudo-terminal.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ExecStreamTests {

	private static MiosaLocalComputer computer;

	@BeforeAll
	static void use(MiosaLocalComputer localComputer) {
		computer = localComputer;
	}

	@Test
	@DisplayName("subprotocol miosa-exec-v1, which the server must echo")
	void echoesTheSubprotocol() throws Exception {
		try (RawWebSocket socket = RawWebSocket.open(computer, "stream", "other, miosa-exec-v1", "command", "true")) {
			assertThat(socket.status()).isEqualTo(101);
			assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("miosa-exec-v1");
			assertThat(socket.header("X-Request-ID")).startsWith("req_");
		}
	}

	@Test
	@DisplayName("0x01 stdout, 0x02 stderr, 0x03 exit code, then the server closes")
	void runs() throws Exception {
		Outcome outcome = run("command", "echo out; echo err >&2; exit 3");
		assertThat(outcome.stdout()).isEqualTo("out\n");
		assertThat(outcome.stderr()).isEqualTo("err\n");
		assertThat(outcome.exitCode()).isEqualTo(3);
		assertThat(outcome.closeCode).isEqualTo(1000);
		assertThat(outcome.frames).allMatch((frame) -> frame.last());
		assertThat(outcome.frames.get(outcome.frames.size() - 2).payload()).containsExactly(3, 0, 0, 0, 3);
	}

	@ParameterizedTest
	@Tag("thorough")
	@DisplayName("0x03: exit codes")
	@ValueSource(ints = { 0, 1, 2, 126, 127, 128, 137, 254, 255 })
	void exitCodes(int exitCode) throws Exception {
		assertThat(run("command", "exit " + exitCode).exitCode()).isEqualTo(exitCode);
	}

	@ParameterizedTest
	@DisplayName("0x03: death by a signal is 128 + its number")
	@ValueSource(ints = { 1, 9, 15 })
	void deathBySignal(int signal) throws Exception {
		assertThat(run("command", "kill -" + signal + " $$").exitCode()).isEqualTo(128 + signal);
	}

	@ParameterizedTest
	@DisplayName("command: spaces, &, +, %, newlines and non-ASCII must survive")
	@ValueSource(strings = { "a  b", "a&b=c", "a+b", "100%25", "l1\nl2", "grüße 😀", "a\"b#?" })
	void commandSurvives(String text) throws Exception {
		Outcome outcome = run("command", "printf %s '" + text + "'");
		assertThat(outcome.stdout()).isEqualTo(text);
		assertThat(computer.arrivals("printf %s '" + text + "'")).isEqualTo(1);
	}

	@Test
	@DisplayName("args: repeated, one an argument")
	void args() throws Exception {
		assertThat(run("command", "printf", "args", "[%s]", "args", "a b", "args", "", "args", "$HOME").stdout())
			.isEqualTo("[a b][][$HOME]");
		assertThat(run("command", "no-such-program", "args", "x").exitCode()).isEqualTo(127);
	}

	@Test
	@DisplayName("env: repeated, NAME=value")
	void env() throws Exception {
		assertThat(run("command", "printf %s \"$A|$B\"", "env", "A=1=2", "env", "B=x y").stdout()).isEqualTo("1=2|x y");
	}

	@Test
	@DisplayName("cwd: working directory")
	void cwd() throws Exception {
		Files.createDirectories(computer.home().resolve("work"));
		assertThat(run("command", "pwd -P", "cwd", "/home/user/work").stdout().strip())
			.isEqualTo(computer.home().resolve("work").toString());
		assertThat(run("command", "pwd -P").stdout().strip()).isEqualTo(computer.home().toString());
	}

	@Test
	@DisplayName("tty: false by default")
	void noTerminal() throws Exception {
		assertThat(run("command", "tty").stdout()).isEqualTo("not a tty\n");
	}

	@Test
	@DisplayName("0x00 stdin, 0x04 stdin end-of-file")
	void stdin() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "sort; echo done")) {
			socket.stdin("b\n");
			socket.stdin("");
			socket.stdin("a\nü\n");
			socket.endOfInput();
			Outcome outcome = socket.outcome();
			assertThat(outcome.stdout()).isEqualTo("a\nb\nü\ndone\n");
			assertThat(outcome.exitCode()).isZero();
		}
	}

	@Test
	@DisplayName("0x00: a fragmented message is one message")
	void fragmentedStdin() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "cat")) {
			socket.send(false, RawWebSocket.BINARY, new byte[] { 0 });
			socket.send(false, 0, "a".getBytes());
			socket.send(RawWebSocket.PING, "between".getBytes());
			socket.send(true, 0, "b".getBytes());
			socket.endOfInput();
			assertThat(socket.outcome().stdout()).isEqualTo("ab");
		}
	}

	@Test
	@DisplayName("Unknown type bytes and empty messages are ignored")
	void unknownMessagesAreIgnored() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "cat")) {
			socket.send(RawWebSocket.BINARY, new byte[0]);
			socket.send(RawWebSocket.BINARY, new byte[] { 0x55, 1, 2 });
			socket.send(RawWebSocket.BINARY, new byte[] { 5, 1 });
			socket.resize(10, 10);
			socket.text("ignored");
			socket.stdin("x");
			socket.endOfInput();
			assertThat(socket.outcome().stdout()).isEqualTo("x");
		}
	}

	@Test
	@DisplayName("Bytes are bytes: no newline translation, and not every program prints UTF-8")
	void passesAllBytesUnchanged() throws Exception {
		byte[] all = new byte[256];
		for (int i = 0; i < all.length; i++) {
			all[i] = (byte) i;
		}
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "cat")) {
			socket.send(RawWebSocket.BINARY, RawWebSocket.bytes(0, all));
			socket.endOfInput();
			assertThat(socket.outcome().stdout.toByteArray()).isEqualTo(all);
		}
	}

	@Test
	void largeTailArrivesBeforeTheExit() throws Exception {
		Outcome outcome = run("command", "head -c 20000000 /dev/zero; echo end >&2");
		assertThat(outcome.stdout.size()).isEqualTo(20_000_000);
		assertThat(outcome.stderr()).isEqualTo("end\n");
		assertThat(outcome.exitCode()).isZero();
	}

	@Test
	@Tag("thorough")
	void manyConcurrentSessionsLoseNothing() throws Exception {
		ExecutorService clients = Executors.newFixedThreadPool(20);
		List<Callable<String>> calls = Collections.nCopies(60, () -> {
			Outcome outcome = run("command", "yes | head -c 300000");
			return outcome.stdout.size() + " bytes, exit code " + outcome.exitCode();
		});
		assertThat(clients.invokeAll(calls, 60, TimeUnit.SECONDS)).extracting(Future::get)
			.hasSize(60)
			.containsOnly("300000 bytes, exit code 0");
		clients.shutdown();
	}

	@Test
	void largeStdinComesBackWhole() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "wc -c")) {
			String piece = "x".repeat(100_000);
			for (int i = 0; i < 100; i++) {
				socket.stdin(piece);
			}
			socket.endOfInput();
			assertThat(socket.outcome().stdout().strip()).isEqualTo("10000000");
		}
	}

	@Test
	void backgroundProcessThatKeepsStdoutOpenDoesNotDelayTheExit() throws Exception {
		Outcome outcome = run("command", "sleep 1000 & echo started");
		assertThat(outcome.stdout()).isEqualTo("started\n");
		assertThat(outcome.exitCode()).isZero();
		assertThat(run("command", "yes & echo started").exitCode()).isZero();
	}

	@Test
	void pingIsAnswered() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "cat")) {
			socket.send(RawWebSocket.PING, "hello".getBytes(StandardCharsets.US_ASCII));
			Frame pong = socket.read();
			assertThat(pong.opcode()).isEqualTo(RawWebSocket.PONG);
			assertThat(pong.text()).isEqualTo("hello");
		}
	}

	@Test
	@DisplayName("0x10, 0x11: a port was opened, a port was closed")
	void ports() throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, "command", "read; # ports")) {
			LiveSession session = Awaitility.await()
				.until(() -> computer.sessions()
					.stream()
					.filter((live) -> live.command().equals("read; # ports"))
					.findFirst()
					.orElse(null), (found) -> found != null);
			session.openPort(3000);
			session.closePort(3000);
			socket.endOfInput();
			Outcome outcome = socket.outcome();
			assertThat(outcome.others).extracting((payload) -> new String(payload, StandardCharsets.UTF_8))
				.containsExactly("\u0010{\"port\":3000}", "\u0011{\"port\":3000}");
		}
	}

	@Test
	void liveSessionShowsItsProcesses() throws Exception {
		try (MiosaLocalComputer other = MiosaLocalComputer.start();
				RawWebSocket socket = RawWebSocket.stream(other, "command", "sleep 1000 & echo up; wait")) {
			socket.awaitStdout("up");
			assertThat(other.sessions()).singleElement().satisfies((session) -> {
				assertThat(session.command()).isEqualTo("sleep 1000 & echo up; wait");
				assertThat(session.pids()).hasSize(2).contains(session.pid());
			});
			socket.sendClose();
			assertThat(socket.outcome().closeCode).isEqualTo(1000);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> other.sessions().isEmpty());
		}
	}

	@Test
	@DisplayName("A rejected upgrade carries an HTTP status and the same error body")
	void rejections() throws Exception {
		assertRejected(RawWebSocket.stream(computer), 400, "MISSING_PARAM");
		assertRejected(RawWebSocket.stream(computer, "command", " "), 400, "MISSING_PARAM");
		assertRejected(RawWebSocket.open(computer, "stream", null, "command", "true"), 400, "UNSUPPORTED_SUBPROTOCOL");
		assertRejected(RawWebSocket.open(computer, "stream", "other", "command", "true"), 400,
				"UNSUPPORTED_SUBPROTOCOL");
		assertRejected(RawWebSocket.stream(computer, "command", "true", "cwd", "/no/such"), 422, "VALIDATION_ERROR");
		assertRejected(RawWebSocket.stream(computer, "command", "true", "rows", "0"), 422, "VALIDATION_ERROR");
		assertRejected(RawWebSocket.stream(computer, "command", "true", "cols", "wide"), 422, "VALIDATION_ERROR");
		assertRejected(RawWebSocket.stream(computer, "command", "true", "env", "noequals"), 422, "VALIDATION_ERROR");
		try (RawWebSocket socket = RawWebSocket.open(computer, "elsewhere", "miosa-exec-v1", "command", "true")) {
			assertThat(socket.status()).isEqualTo(404);
			assertThat(socket.body()).isEqualTo("{\"errors\":{\"detail\":\"Not Found\"}}");
		}
		assertRejected(RawWebSocket.open(computer, RawWebSocket.target(computer, "stream", "command", "true"),
				Map.of("Sec-WebSocket-Protocol", "miosa-exec-v1")), 401, "invalid_token");
		try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
			other.setStatus(other.getComputerId(), State.STOPPED);
			assertRejected(RawWebSocket.stream(other, "command", "true"), 409, "NOT_RUNNING");
			other.setStatus(other.getComputerId(), State.STARTING);
			assertRejected(RawWebSocket.stream(other, "command", "true"), 409, "COMPUTER_STARTING");
		}
	}

	@Test
	@DisplayName("Browsers offer the key as a second subprotocol bearer.<key>")
	void keyAsASubprotocol() throws Exception {
		String target = RawWebSocket.target(computer, "stream", "command", "exit 7");
		try (RawWebSocket socket = RawWebSocket.open(computer, target,
				Map.of("Sec-WebSocket-Protocol", "miosa-exec-v1, bearer." + computer.getApiKey()))) {
			assertThat(socket.header("Sec-WebSocket-Protocol")).isEqualTo("miosa-exec-v1");
			assertThat(socket.outcome().exitCode()).isEqualTo(7);
		}
		assertRejected(
				RawWebSocket.open(computer, target, Map.of("Sec-WebSocket-Protocol", "miosa-exec-v1, bearer.other")),
				401, "invalid_token");
	}

	@Test
	void handshakeWithoutTheKeyConsumesNoFault() throws Exception {
		computer.sessionFaults().next(SessionFault.reject(Fault.error(503, "x")));
		assertRejected(RawWebSocket.open(computer, RawWebSocket.target(computer, "stream", "command", "true"),
				Map.of("Sec-WebSocket-Protocol", "miosa-exec-v1")), 401, "invalid_token");
		assertThat(computer.sessionFaults().remaining()).isEqualTo(1);
		computer.sessionFaults().clear();
	}

	static void assertRejected(RawWebSocket socket, int status, String code) throws Exception {
		try (socket) {
			assertThat(socket.status()).isEqualTo(status);
			assertThat(JsonMapper.shared().readTree(socket.body()).at("/error/code").asString()).isEqualTo(code);
		}
	}

	private static Outcome run(String... query) throws Exception {
		try (RawWebSocket socket = RawWebSocket.stream(computer, query)) {
			return socket.outcome();
		}
	}

}
