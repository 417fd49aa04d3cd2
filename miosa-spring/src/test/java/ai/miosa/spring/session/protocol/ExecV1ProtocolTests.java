package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.session.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of {@code miosa-exec-v1}, row by row of the wire protocol.
 */
class ExecV1ProtocolTests {

	private final SessionCodec protocol = SessionCodec.of(SessionProtocol.EXEC_V1);

	private final SessionDecoder decoder = this.protocol.newDecoder();

	@Test
	void upgradeWithoutTerminal() {
		UpgradeRequest request = this.protocol
			.upgrade(new SessionRequest("cmp", "ls", List.of(), Map.of(), null, false, 80, 24));
		assertThat(request.path()).containsExactly("computers", "cmp", "exec", "stream");
		assertThat(request.query()).containsExactly(Map.entry("command", "ls"), Map.entry("tty", "false"));
		assertThat(request.subprotocol()).isEqualTo("miosa-exec-v1");
		assertThat(request.first()).isNull();
	}

	@Test
	void upgradeWithEverything() {
		Map<String, String> env = new LinkedHashMap<>();
		env.put("A", "1");
		env.put("B", "");
		UpgradeRequest request = this.protocol
			.upgrade(new SessionRequest("cmp", "ls", List.of("-l", ""), env, "/srv", true, 120, 40));
		assertThat(request.query()).containsExactly(Map.entry("command", "ls"), Map.entry("args", "-l"),
				Map.entry("args", ""), Map.entry("env", "A=1"), Map.entry("env", "B="), Map.entry("cwd", "/srv"),
				Map.entry("tty", "true"), Map.entry("rows", "40"), Map.entry("cols", "120"));
	}

	@Test
	void requestsDoNotShowTheCommand() {
		SessionRequest request = new SessionRequest("cmp", "secret", List.of("secret"), Map.of("A", "secret"), null,
				true, 80, 24);
		assertThat(request.toString()).doesNotContain("secret");
		assertThat(this.protocol.upgrade(request).toString()).doesNotContain("secret");
	}

	@Test
	void inputFrames() {
		SessionEncoder encoder = this.protocol.newEncoder();
		assertThat(bytes(encoder.stdin(new byte[] { 1, 2, 3, 4 }, 1, 2))).containsExactly(0, 2, 3);
		assertThat(bytes(encoder.endOfStdin())).containsExactly(4);
		assertThat(bytes(encoder.resize(300, 65535))).containsExactly(5, 255, 255, 1, 44);
	}

	@Test
	void outputFrames() {
		assertThat(decode(1, 'a', 'b')).isInstanceOfSatisfying(SessionEvent.Stdout.class,
				(event) -> assertThat(StandardCharsets.UTF_8.decode(event.data()).toString()).isEqualTo("ab"));
		assertThat(decode(2, 'c')).isInstanceOfSatisfying(SessionEvent.Stderr.class,
				(event) -> assertThat(StandardCharsets.UTF_8.decode(event.data()).toString()).isEqualTo("c"));
		assertThat(decode(1)).isNull();
		assertThat(decode(2)).isNull();
	}

	@Test
	void exitCodesAreSigned() {
		assertThat(decode(3, 0, 0, 0, 0)).isEqualTo(new SessionEvent.Exit(0));
		assertThat(decode(3, 0, 0, 1, 2)).isEqualTo(new SessionEvent.Exit(258));
		assertThat(decode(3, 255, 255, 255, 255)).isEqualTo(new SessionEvent.Exit(-1));
		assertThat(decode(3, 0, 0, 0, 7, 9, 9)).isEqualTo(new SessionEvent.Exit(7));
	}

	@Test
	void shortExitIsMalformed() {
		assertThat(decode(3)).isInstanceOf(SessionEvent.Malformed.class);
		assertThat(decode(3, 0, 0, 0)).isInstanceOf(SessionEvent.Malformed.class);
	}

	@Test
	void messagesInParts() {
		assertThat(part(false)).isNull();
		assertThat(part(false, 1)).isNull();
		assertThat(part(false, 'a')).isInstanceOf(SessionEvent.Stdout.class);
		assertThat(part(false)).isNull();
		assertThat(part(true, 3)).isInstanceOf(SessionEvent.Stdout.class);
		assertThat(part(false, 3, 0)).isNull();
		assertThat(part(false, 0, 0)).isNull();
		assertThat(part(true, 5)).isEqualTo(new SessionEvent.Exit(5));
		assertThat(part(false, 3, 0)).isNull();
		assertThat(part(true)).isInstanceOf(SessionEvent.Malformed.class);
	}

	@Test
	void unknownTypesEmptyMessagesAndTextAreIgnored() {
		assertThat(decode()).isNull();
		assertThat(decode(0, 'a')).isNull();
		assertThat(decode(0x7f, 'a')).isNull();
		assertThat(decode(0xff)).isNull();
		assertThat(this.decoder.text("text", true)).isNull();
		assertThat(this.decoder.closed(1000, "")).isNull();
	}

	@Test
	void portEvents() {
		SessionEvent opened = json(0x10, "{\"port\":3000,\"url\":\"https://x\"}");
		assertThat(opened).isEqualTo(new SessionEvent.Port(true, 3000, Map.of("port", 3000, "url", "https://x")));
		assertThat(json(0x11, "{\"port\":3000}")).isEqualTo(new SessionEvent.Port(false, 3000, Map.of("port", 3000)));
	}

	@Test
	void whatIsNoPortEventIsIgnored() {
		for (String json : List.of("", "{}", "[]", "null", "3000", "{\"port\":\"3000\"}", "{\"port\":65536}",
				"{\"port\":-1}", "{\"port\":1e99}", "{", "[".repeat(20_000),
				"{\"port\":3000" + " ".repeat(70_000) + "}")) {
			assertThat(json(0x10, json)).as(json).isNull();
		}
	}

	private SessionEvent json(int type, String json) {
		this.decoder.binary(ByteBuffer.wrap(new byte[] { (byte) type }), false);
		return this.decoder.binary(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true);
	}

	private SessionEvent decode(int... message) {
		return part(true, message);
	}

	private SessionEvent part(boolean last, int... part) {
		ByteBuffer bytes = ByteBuffer.allocate(part.length);
		for (int single : part) {
			bytes.put((byte) single);
		}
		return this.decoder.binary(bytes.flip(), last);
	}

	private static int[] bytes(OutgoingMessage message) {
		ByteBuffer payload = ((OutgoingMessage.Binary) message).payload();
		int[] bytes = new int[payload.remaining()];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = payload.get() & 0xff;
		}
		return bytes;
	}

}
