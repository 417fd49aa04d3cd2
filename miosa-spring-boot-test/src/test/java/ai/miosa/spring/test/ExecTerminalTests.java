package ai.miosa.spring.test;

import java.util.Arrays;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.test.RawWebSocket.Outcome;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in a real pseudo-terminal.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ExecTerminalTests {

	private static MiosaLocalComputer computer;

	@BeforeAll
	static void use(MiosaLocalComputer localComputer) {
		computer = localComputer;
	}

	@Test
	@DisplayName("tty: true for a pseudo-terminal; 0x01 carries all output")
	void terminal() throws Exception {
		Outcome outcome = run("command", "tty; echo err >&2; echo $TERM; exit 5");
		assertThat(outcome.stdout()).startsWith("/dev/").contains("err\r\n", "xterm-256color\r\n");
		assertThat(outcome.stderr()).isEmpty();
		assertThat(outcome.exitCode()).isEqualTo(5);
		assertThat(outcome.closeCode).isEqualTo(1000);
	}

	@RepeatedTest(3)
	@Tag("thorough")
	@DisplayName("rows, cols: the terminal's first size")
	void firstSize() throws Exception {
		assertThat(run("command", "stty size", "rows", "40", "cols", "133").stdout()).isEqualTo("40 133\r\n");
		assertThat(run("command", "stty", "args", "size").stdout()).isEqualTo("24 80\r\n");
	}

	@Test
	@DisplayName("0x05 resize: rows, then cols")
	void resize() throws Exception {
		try (RawWebSocket socket = stream("command",
				"trap 'stty size; exit 0' WINCH; echo ready; while :; do read -t 1; done")) {
			socket.awaitStdout("ready");
			socket.resize(50, 300);
			Outcome outcome = socket.outcome();
			assertThat(outcome.stdout()).contains("50 300");
			assertThat(outcome.exitCode()).isZero();
		}
	}

	@Test
	void controlCInterrupts() throws Exception {
		try (RawWebSocket socket = stream("command", "echo ready; exec sleep 1000")) {
			socket.awaitStdout("ready");
			socket.stdin("\u0003");
			assertThat(socket.outcome().exitCode()).isEqualTo(130);
		}
	}

	@Test
	void shellIsInteractive() throws Exception {
		try (RawWebSocket socket = stream("command", "bash", "args", "--norc", "args", "-i")) {
			socket.stdin("echo $((6 * 7))-answer\n");
			socket.awaitStdout("42-answer");
			socket.stdin("exit 7\n");
			assertThat(socket.outcome().exitCode()).isEqualTo(7);
		}
	}

	@Test
	@DisplayName("0x04 stdin end-of-file: ^D with a pseudo-terminal")
	void endOfInput() throws Exception {
		try (RawWebSocket socket = stream("command", "cat; echo done")) {
			socket.stdin("line\n");
			socket.awaitStdout("line\r\nline\r\n");
			socket.endOfInput();
			assertThat(socket.outcome().stdout()).contains("done");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 127, 255 })
	void exitCodes(int exitCode) throws Exception {
		assertThat(run("command", "exit " + exitCode).exitCode()).isEqualTo(exitCode);
	}

	@ParameterizedTest
	@ValueSource(ints = { 9, 15 })
	void deathBySignal(int signal) throws Exception {
		assertThat(run("command", "kill -" + signal + " $$").exitCode()).isEqualTo(128 + signal);
	}

	@Test
	void missingProgramIs127() throws Exception {
		assertThat(run("command", "no-such-program", "args", "x").exitCode()).isEqualTo(127);
	}

	@RepeatedTest(2)
	@Tag("thorough")
	void largeTailArrivesBeforeTheExit() throws Exception {
		Outcome outcome = run("command", "head -c 1000000 /dev/zero | tr '\\0' x");
		assertThat(outcome.stdout.size()).isEqualTo(1_000_000);
		assertThat(outcome.exitCode()).isZero();
	}

	@Test
	void fullScreenProgramDraws() throws Exception {
		try (RawWebSocket socket = stream("command", "seq 1000 | less", "rows", "10", "cols", "40")) {
			socket.awaitStdout("9");
			socket.stdin("q");
			assertThat(socket.outcome().exitCode()).isZero();
		}
	}

	private static RawWebSocket stream(String... query) throws Exception {
		String[] all = Arrays.copyOf(query, query.length + 2);
		all[query.length] = "tty";
		all[query.length + 1] = "true";
		return RawWebSocket.stream(computer, all);
	}

	private static Outcome run(String... query) throws Exception {
		try (RawWebSocket socket = stream(query)) {
			return socket.outcome();
		}
	}

}
