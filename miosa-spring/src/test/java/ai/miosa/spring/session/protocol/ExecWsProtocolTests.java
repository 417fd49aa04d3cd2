package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The messages of {@code exec-ws}, row by row of the wire protocol.
 */
class ExecWsProtocolTests {

	private final SessionCodec protocol = SessionCodec.of(SessionProtocol.EXEC_WS);

	private final RecordedEvents events = new RecordedEvents();

	private final SessionDecoder decoder = this.protocol.newDecoder(this.events);

	@Test
	void upgrade() {
		assertThat(this.protocol.path("cmp")).containsExactly("computers", "cmp", "exec", "ws");
		assertThat(this.protocol.query("ls", SessionOptions.none())).containsExactly(Map.entry("command", "ls"));
		assertThat(this.protocol.subprotocol()).isNull();
	}

	@Test
	void upgradeWithTerminal() {
		assertThat(this.protocol.query("ls", SessionOptions.pty(120, 40))).containsExactly(Map.entry("command", "ls"),
				Map.entry("pty", "true"));
		assertThat(this.protocol.newEncoder().start(new TerminalSize(120, 40)))
			.isEqualTo(new OutgoingMessage.Text("{\"type\":\"resize\",\"cols\":120,\"rows\":40}"));
	}

	@Test
	void unsupportedOptionsAreRejected() {
		for (SessionOptions options : List.of(SessionOptions.builder().args("a").build(),
				SessionOptions.builder().env("A", "1").build(),
				SessionOptions.builder().workingDirectory("/srv").build())) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.query("ls", options));
		}
	}

	@Test
	void stdinIsTextAndCharactersStayWhole() {
		SessionEncoder encoder = this.protocol.newEncoder();
		byte[] bytes = "ż🐢!".getBytes(StandardCharsets.UTF_8);
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < bytes.length; i++) {
			text.append(((OutgoingMessage.Text) encoder.stdin(bytes, i, 1)).payload());
		}
		assertThat(text).hasToString("ż🐢!");
		assertThat(encoder.endOfStdin()).isEqualTo(new OutgoingMessage.Close());
	}

	@Test
	void stdinThatIsNotTextIsRejected() {
		SessionEncoder encoder = this.protocol.newEncoder();
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.stdin(new byte[] { (byte) 0xff }, 0, 1));
		assertThat(encoder.stdin(new byte[] { 'a' }, 0, 1)).isEqualTo(new OutgoingMessage.Text("a"));
	}

	@Test
	void textsDoNotShowTheirContent() {
		assertThat(new OutgoingMessage.Text("secret")).hasToString("Text[6 characters]");
	}

	@Test
	void allMessagesAreStdout() {
		ByteBuffer text = ByteBuffer.wrap("ż".getBytes(StandardCharsets.UTF_8));
		this.decoder.text("ż", false);
		assertThat(this.events.next()).isEqualTo(new SessionOutput(SessionStream.STDOUT, text));
		ByteBuffer bytes = ByteBuffer.wrap(new byte[] { 3 });
		this.decoder.binary(bytes, true);
		assertThat(this.events.next()).isEqualTo(new SessionOutput(SessionStream.STDOUT, bytes));
		this.decoder.text("", true);
		this.decoder.binary(ByteBuffer.allocate(0), true);
		assertThat(this.events.next()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 })
	void closeCodesThatCarryTheExitCode(int code) {
		this.decoder.closed(code);
		assertThat(this.events.next()).isEqualTo(code - 1000);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1002, 1004, 1005, 1006, 1015, 1016, 1127, 1255, 3000, 4999 })
	void closeCodesThatCarryNone(int code) {
		this.decoder.closed(code);
		assertThat(this.events.next()).isNull();
	}

}
