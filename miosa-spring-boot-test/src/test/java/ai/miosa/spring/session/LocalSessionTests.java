package ai.miosa.spring.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionClientBuilder;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LiveSession;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sessions with real processes and real pseudo-terminals.
 */
class LocalSessionTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final MiosaSessionClient client = client().build();

	@AfterEach
	void close() {
		this.client.close();
		this.computer.close();
	}

	@Test
	void typedCommandIsAnsweredOnTheTerminal() {
		try (MiosaSession session = stream("bash", SessionOptions.pty(120, 40))) {
			Screen screen = new Screen(session);
			session.sendStdin("echo hello-$((40+2))\n");
			screen.await("hello-42");
			session.sendStdin("exit 3\n");
			assertThat(session.await(TIMEOUT)).isEqualTo(3);
		}
	}

	@Test
	@Tag("thorough")
	void terminalHasItsFirstSizeAndSeesTheNext() {
		try (MiosaSession session = stream("stty size; trap 'stty size' WINCH; echo ready; while :; do sleep 0.1; done",
				SessionOptions.pty(123, 45))) {
			Screen screen = new Screen(session);
			screen.await("45 123");
			screen.await("ready");
			session.resize(150, 50);
			screen.await("50 150");
		}
	}

	@Test
	void interruptEndsTheCommandOnTheTerminal() {
		try (MiosaSession session = stream("echo ready; sleep 600", SessionOptions.pty(80, 24))) {
			new Screen(session).await("ready");
			session.interrupt();
			assertThat(session.await(TIMEOUT)).isEqualTo(130);
		}
	}

	@Test
	void fullScreenProgramRuns() {
		try (MiosaSession session = stream("seq 1 500 > numbers; TERM=xterm less numbers",
				SessionOptions.pty(80, 24))) {
			Screen screen = new Screen(session);
			screen.await("23");
			session.sendStdin("G");
			screen.await("500");
			session.sendStdin("q");
			assertThat(session.await(TIMEOUT)).isZero();
		}
	}

	@Test
	void endOfFileEndsCatWithAllItsOutput() throws IOException {
		byte[] input = "zażółć\n".repeat(20_000).getBytes(StandardCharsets.UTF_8);
		try (MiosaSession session = stream("cat", SessionOptions.pipes())) {
			InputStream stdout = session.stdout();
			Thread writer = new Thread(() -> {
				session.sendStdin(input);
				session.closeStdin();
			});
			writer.start();
			assertThat(stdout.readAllBytes()).isEqualTo(input);
			assertThat(session.await(TIMEOUT)).isZero();
		}
	}

	@Test
	void pipeSortsLines() {
		try (MiosaSession session = open("sort", SessionOptions.pipes())) {
			session.sendStdin("b\na\nc\n");
			session.closeStdin();
			assertThat(session.await(TIMEOUT)).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("a\nb\nc\n");
		}
	}

	@Test
	void streamsAreSeparateWithoutTerminal() throws IOException {
		try (MiosaSession session = stream("echo out; echo err >&2; exit 5", SessionOptions.pipes())) {
			assertThat(session.stdout().readAllBytes()).asString().isEqualTo("out\n");
			assertThat(session.stderr().readAllBytes()).asString().isEqualTo("err\n");
			assertThat(session.await(TIMEOUT)).isEqualTo(5);
		}
	}

	@Test
	void optionsReachTheCommand() {
		SessionOptions options = SessionOptions.builder().workingDirectory("/tmp").env("GREETING", "a b&c=d").build();
		try (MiosaSession session = open("pwd; echo \"$GREETING\"", options)) {
			assertThat(session.await(TIMEOUT)).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("/tmp\na b&c=d\n");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 2, 126, 127, 255 })
	void exitCodes(int code) {
		try (MiosaSession session = open("exit " + code, SessionOptions.pipes())) {
			assertThat(session.await(TIMEOUT)).isEqualTo(code);
		}
	}

	@Test
	void unknownProgramIs127AndDeathBySignal137() {
		try (MiosaSession session = open("no-such-program", SessionOptions.pipes())) {
			assertThat(session.await(TIMEOUT)).isEqualTo(127);
		}
		try (MiosaSession session = open("kill -9 $$", SessionOptions.pipes())) {
			assertThat(session.await(TIMEOUT)).isEqualTo(137);
		}
	}

	@Test
	void unknownProgramIsUnknownToExecWs() {
		try (MiosaSessionClient execWs = client().protocol(SessionProtocol.EXEC_WS).build();
				MiosaSession session = open(execWs, "no-such-program", SessionOptions.pipes())) {
			assertLost(session, Reason.PROTOCOL_VIOLATION);
			assertThat(session.captured(SessionStream.STDOUT).text()).contains("no-such-program");
		}
	}

	@Test
	void execWsRunsTerminal() {
		try (MiosaSessionClient execWs = client().protocol(SessionProtocol.EXEC_WS).build();
				MiosaSession session = stream(execWs, "bash", SessionOptions.pty(111, 33))) {
			Screen screen = new Screen(session);
			session.sendStdin("stty size\n");
			screen.await("33 111");
			session.resize(150, 50);
			session.sendStdin("stty size\n");
			screen.await("50 150");
			session.sendStdin("exit 3\n");
			assertThat(session.await(TIMEOUT)).isEqualTo(3);
		}
	}

	@Test
	void closeEndsTheProcesses() {
		MiosaSession session = open("sleep 600 & sleep 600", SessionOptions.pipes());
		LiveSession live = live();
		session.close();
		Awaitility.await().until(() -> live.pids().isEmpty());
	}

	@Test
	@Tag("thorough")
	void closeEndsTheProcessesOfOutputThatNobodyReads() {
		MiosaSession session = stream("yes", SessionOptions.pipes());
		InputStream unread = session.stdout();
		LiveSession live = live();
		AtomicLong before = new AtomicLong();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(300))
			.until(() -> session.getInfo().stdoutBytes(),
					(received) -> before.getAndSet(received) == received && received > 0);
		session.close();
		Awaitility.await().until(() -> live.pids().isEmpty());
		assertThat(unread).isNotNull();
	}

	@Test
	void portEventsArrive() {
		List<PortEvent> events = new CopyOnWriteArrayList<>();
		try (MiosaSession session = open("sleep 600", SessionOptions.builder().portListener(events::add).build())) {
			LiveSession live = live();
			live.openPort(3000);
			live.closePort(3000);
			Awaitility.await().until(() -> events.size() == 2);
			assertThat(events).extracting(PortEvent::type)
				.containsExactly(PortEvent.Type.OPENED, PortEvent.Type.CLOSED);
			assertThat(session.exitCode()).isNotDone();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 5, 8191, 8192, 1 << 20, 16 << 20 })
	void outputIsWholeInFramesOfAnySize(int frameSize) {
		this.computer.sessionFaults().next(SessionFault.session().frameSize(frameSize).unknownMessages());
		int lines = (frameSize < 10) ? 2_000 : 200_000;
		try (MiosaSession session = stream("yes żółw | head -" + lines + "; exit 4", SessionOptions.pipes())) {
			StringBuilder text = new StringBuilder();
			session.text().doOnNext((piece) -> text.append(piece.text())).blockLast(TIMEOUT);
			assertThat(text.toString().equals("żółw\n".repeat(lines))).isTrue();
			assertThat(session.await(TIMEOUT)).isEqualTo(4);
		}
	}

	@Test
	void fragmentedOutputIsWhole() {
		this.computer.sessionFaults().next(SessionFault.session().fragmented(3));
		try (MiosaSession session = open("seq 1 1000", SessionOptions.pipes())) {
			assertThat(session.await(TIMEOUT)).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).endsWith("999\n1000\n").hasLineCount(1000);
		}
	}

	@Test
	void exitAndCloseRightBehindLargeTailLoseNothing() throws IOException {
		for (int i = 0; i < 5; i++) {
			this.computer.sessionFaults().next(SessionFault.session().closingImmediately());
			try (MiosaSession session = stream("head -c 3000000 /dev/zero; exit 9", SessionOptions.pipes())) {
				ByteArrayOutputStream read = new ByteArrayOutputStream();
				session.stdout().transferTo(read);
				assertThat(read.size()).isEqualTo(3_000_000);
				assertThat(session.await(TIMEOUT)).isEqualTo(9);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "FIN", "RESET" })
	void droppedConnectionIsLost(ConnectionEnd end) {
		this.computer.sessionFaults().next(SessionFault.session().dropAfter(1000, end));
		try (MiosaSession session = open("yes", SessionOptions.pipes())) {
			assertLost(session, Reason.CONNECTION_LOST);
		}
	}

	@Test
	void missingOrMalformedExitIsLost() {
		this.computer.sessionFaults()
			.next(SessionFault.session().noExitFrame(1000))
			.next(SessionFault.session().noExitFrame(1011))
			.next(SessionFault.session().exitPayload((byte) 0));
		for (Reason reason : List.of(Reason.NO_EXIT_CODE, Reason.NO_EXIT_CODE, Reason.MALFORMED_EXIT_CODE)) {
			try (MiosaSession session = open("echo said", SessionOptions.pipes())) {
				MiosaSessionLostException lost = assertLost(session, reason);
				assertThat(lost.getStdout().text()).isEqualTo("said\n");
			}
		}
	}

	@Test
	void negativeExitCodeIsReported() {
		this.computer.sessionFaults().next(SessionFault.session().exitCode(-1));
		try (MiosaSession session = open("true", SessionOptions.pipes())) {
			assertThat(session.await(TIMEOUT)).isEqualTo(-1);
		}
	}

	@Test
	@Tag("thorough")
	void stalledSessionTimesOutAndEndsTheCommand() {
		this.computer.sessionFaults().next(SessionFault.session().stallAfter(10));
		try (MiosaSession session = open("yes", SessionOptions.pipes())) {
			LiveSession live = live();
			assertThatExceptionOfType(MiosaTimeoutException.class)
				.isThrownBy(() -> session.await(Duration.ofMillis(500)));
			Awaitility.await().until(() -> live.pids().isEmpty());
		}
	}

	@Test
	@Tag("thorough")
	void ignoredPingsAreNoticed() {
		this.computer.sessionFaults().next(SessionFault.session().ignoringPings());
		try (MiosaSessionClient impatient = client().keepAliveInterval(Duration.ofMillis(50))
			.keepAliveTimeout(Duration.ofMillis(500))
			.build(); MiosaSession session = open(impatient, "sleep 600", SessionOptions.pipes())) {
			assertLost(session, Reason.KEEP_ALIVE_TIMEOUT);
		}
	}

	@Test
	void rejectedUpgradesRaiseTheExceptionsOfRest() {
		this.computer.sessionFaults().next(SessionFault.reject(Fault.rateLimited()));
		assertRejected(MiosaRateLimitedException.class);
		this.computer.sessionFaults().next(SessionFault.reject(Fault.error(401, "invalid_token")));
		assertRejected(MiosaAuthenticationException.class);
		this.computer.sessionFaults().next(SessionFault.reject(Fault.error(404, "NOT_FOUND")));
		assertRejected(ComputerNotFoundException.class);
		this.computer.setStatus(this.computer.getComputerId(), State.STOPPED);
		assertRejected(ComputerNotRunningException.class);
	}

	@Test
	void wrongSubprotocolIsRejected() {
		this.computer.sessionFaults().next(SessionFault.session().subprotocol("other"));
		assertRejected(MiosaConnectionException.class);
	}

	private void assertRejected(Class<? extends MiosaException> type) {
		assertThatExceptionOfType(type).isThrownBy(() -> open("true", SessionOptions.pipes()));
	}

	private static MiosaSessionLostException assertLost(MiosaSession session, Reason reason) {
		MiosaSessionLostException[] lost = new MiosaSessionLostException[1];
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(() -> session.await(TIMEOUT))
			.satisfies((ex) -> lost[0] = ex);
		assertThat(lost[0].getReason()).isEqualTo(reason);
		return lost[0];
	}

	private LiveSession live() {
		return Awaitility.await()
			.until(() -> this.computer.sessions().stream().findFirst().orElse(null),
					(live) -> live != null && !live.pids().isEmpty());
	}

	private MiosaSessionClientBuilder client() {
		return MiosaSessionClient
			.builder(MiosaEndpoint.of(this.computer.getBaseUrl(), this.computer.getApiKey(), null));
	}

	private MiosaSession open(String command, SessionOptions options) {
		return open(this.client, command, options);
	}

	private MiosaSession stream(String command, SessionOptions options) {
		return stream(this.client, command, options);
	}

	private MiosaSession stream(MiosaSessionClient client, String command, SessionOptions options) {
		return open(client, command, options.toBuilder().output(OutputMode.STREAMED).build());
	}

	private MiosaSession open(MiosaSessionClient client, String command, SessionOptions options) {
		return client.open(this.computer.getComputerId(), command, options).block(TIMEOUT);
	}

	/**
	 * The output of a terminal.
	 */
	private static final class Screen {

		private final StringBuffer text = new StringBuffer();

		Screen(MiosaSession session) {
			session.text().subscribe((piece) -> this.text.append(piece.text()), (lost) -> this.text.append(lost));
		}

		void await(String expected) {
			Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> assertThat(this.text.toString()).contains(expected));
		}

	}

}
