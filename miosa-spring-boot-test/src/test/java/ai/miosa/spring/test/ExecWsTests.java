package ai.miosa.spring.test;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.test.RawWebSocket.Frame;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The section "Interactive sessions: exec-ws" of the wire protocol.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class ExecWsTests {

	private static MiosaLocalComputer computer;

	@BeforeAll
	static void use(MiosaLocalComputer localComputer) {
		computer = localComputer;
	}

	@Test
	@DisplayName("no subprotocol; output: raw, stdout and stderr mixed")
	void output() throws Exception {
		try (RawWebSocket socket = RawWebSocket.ws(computer, "command", "printf out; printf err >&2")) {
			assertThat(socket.status()).isEqualTo(101);
			assertThat(socket.header("Sec-WebSocket-Protocol")).isNull();
			assertThat(all(socket)).contains("out", "err").endsWith("[1000]");
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@DisplayName("exit: close code 1000 + exit code")
	@ValueSource(ints = { 0, 1, 2, 3, 4, 5, 6, 7, 14, 15, 16, 127, 137, 255 })
	void exit(int exitCode) throws Exception {
		try (RawWebSocket socket = RawWebSocket.ws(computer, "command", "exit " + exitCode)) {
			assertThat(all(socket)).isEqualTo("[" + (1000 + exitCode) + "]");
			socket.sendClose();
			assertThat(socket.read()).isNull();
		}
	}

	@Test
	@DisplayName("stdin: text message; stdin end-of-file: a close frame from the client")
	void stdin() throws Exception {
		try (RawWebSocket socket = RawWebSocket.ws(computer, "command", "cat; sleep 0.2; printf done; exit 7")) {
			socket.text("grüße\n");
			socket.text("{\"type\":\"other\"}");
			socket.sendClose();
			assertThat(all(socket)).isEqualTo("grüße\n{\"type\":\"other\"}done[1007]");
			assertThat(socket.read()).isNull();
		}
	}

	@Test
	@DisplayName("pty=true; resize: text message")
	void resize() throws Exception {
		try (RawWebSocket socket = RawWebSocket.ws(computer, "command", "stty size; read; stty size", "pty", "true")) {
			StringBuilder seen = new StringBuilder();
			while (!seen.toString().contains("24 80\r\n")) {
				seen.append(socket.read().text());
			}
			socket.text("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
			socket.text("\n");
			assertThat(all(socket)).contains("40 120").endsWith("[1000]");
		}
	}

	private static String all(RawWebSocket socket) throws Exception {
		StringBuilder all = new StringBuilder();
		for (Frame frame = socket.read(); frame != null; frame = socket.read()) {
			if (frame.opcode() == RawWebSocket.CLOSE) {
				return all.append('[')
					.append((frame.payload()[0] & 0xff) << 8 | frame.payload()[1] & 0xff)
					.append(']')
					.toString();
			}
			all.append(frame.text());
		}
		return all.append("[end]").toString();
	}

}
