package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.session.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The messages of {@code exec-ws}, row by row of the wire protocol.
 */
class ExecWsProtocolTests {

	private final SessionCodec protocol = SessionCodec.of(SessionProtocol.EXEC_WS);

	private final SessionDecoder decoder = this.protocol.newDecoder();

	@Test
	void upgrade() {
		UpgradeRequest request = this.protocol
			.upgrade(new SessionRequest("cmp", "ls", List.of(), Map.of(), null, false, 80, 24));
		assertThat(request.path()).containsExactly("computers", "cmp", "exec", "ws");
		assertThat(request.query()).containsExactly(Map.entry("command", "ls"));
		assertThat(request.subprotocol()).isNull();
		assertThat(request.first()).isNull();
	}

	@Test
	void upgradeWithTerminal() {
		UpgradeRequest request = this.protocol
			.upgrade(new SessionRequest("cmp", "ls", List.of(), Map.of(), null, true, 120, 40));
		assertThat(request.query()).containsExactly(Map.entry("command", "ls"), Map.entry("pty", "true"));
		assertThat(request.first())
			.isEqualTo(new OutgoingMessage.Text("{\"type\":\"resize\",\"cols\":120,\"rows\":40}"));
	}

	@Test
	void whatItCannotCarryIsRefused() {
		for (SessionRequest request : List.of(
				new SessionRequest("cmp", "ls", List.of("a"), Map.of(), null, false, 80, 24),
				new SessionRequest("cmp", "ls", List.of(), Map.of("A", "1"), null, false, 80, 24),
				new SessionRequest("cmp", "ls", List.of(), Map.of(), "/srv", false, 80, 24))) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.protocol.upgrade(request));
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
	void stdinThatIsNotTextIsRefused() {
		SessionEncoder encoder = this.protocol.newEncoder();
		assertThatIllegalArgumentException().isThrownBy(() -> encoder.stdin(new byte[] { (byte) 0xff }, 0, 1));
		assertThat(encoder.stdin(new byte[] { 'a' }, 0, 1)).isEqualTo(new OutgoingMessage.Text("a"));
	}

	@Test
	void textsDoNotShowWhatTheySay() {
		assertThat(new OutgoingMessage.Text("secret")).hasToString("Text[6 characters]");
	}

	@Test
	void allMessagesAreStdout() {
		assertThat(this.decoder.text("ż", false))
			.isEqualTo(new SessionEvent.Stdout(ByteBuffer.wrap("ż".getBytes(StandardCharsets.UTF_8))));
		assertThat(this.decoder.binary(ByteBuffer.wrap(new byte[] { 3 }), true))
			.isEqualTo(new SessionEvent.Stdout(ByteBuffer.wrap(new byte[] { 3 })));
		assertThat(this.decoder.text("", true)).isNull();
		assertThat(this.decoder.binary(ByteBuffer.allocate(0), true)).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 })
	void closeCodesThatTellTheExitCode(int code) {
		assertThat(this.decoder.closed(code, "")).isEqualTo(new SessionEvent.Exit(code - 1000));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1002, 1004, 1005, 1006, 1015, 1016, 1127, 1255, 3000, 4999 })
	void closeCodesThatTellNothing(int code) {
		assertThat(this.decoder.closed(code, "")).isNull();
	}

}
