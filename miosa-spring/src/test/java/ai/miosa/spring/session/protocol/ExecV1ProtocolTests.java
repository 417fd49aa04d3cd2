package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of {@code miosa-exec-v1}, row by row of the wire protocol.
 */
class ExecV1ProtocolTests {

	private final SessionCodec protocol = SessionCodec.of(SessionProtocol.EXEC_V1);

	private final RecordedEvents events = new RecordedEvents();

	private final SessionDecoder decoder = this.protocol.newDecoder(this.events);

	@Test
	void upgradeWithoutTerminal() {
		assertThat(this.protocol.path("cmp")).containsExactly("computers", "cmp", "exec", "stream");
		assertThat(this.protocol.query("ls", SessionOptions.none())).containsExactly(Map.entry("command", "ls"),
				Map.entry("tty", "false"));
		assertThat(this.protocol.subprotocol()).isEqualTo("miosa-exec-v1");
		assertThat(this.protocol.newEncoder().start(TerminalSize.DEFAULT)).isNull();
	}

	@Test
	void upgradeWithEverything() {
		SessionOptions options = SessionOptions.builder()
			.args("-l", "")
			.env("A", "1")
			.env("my.var-1", "")
			.workingDirectory("/srv")
			.pty(120, 40)
			.build();
		assertThat(this.protocol.query("ls", options)).containsExactly(Map.entry("command", "ls"),
				Map.entry("args", "-l"), Map.entry("args", ""), Map.entry("env", "A=1"), Map.entry("env", "my.var-1="),
				Map.entry("cwd", "/srv"), Map.entry("tty", "true"), Map.entry("rows", "40"), Map.entry("cols", "120"));
	}

	@Test
	void inputFrames() {
		SessionEncoder encoder = this.protocol.newEncoder();
		assertThat(bytes(encoder.stdin(new byte[] { 1, 2, 3, 4 }, 1, 2))).containsExactly(0, 2, 3);
		assertThat(bytes(encoder.endOfStdin())).containsExactly(4);
		assertThat(bytes(encoder.resize(new TerminalSize(300, 65535)))).containsExactly(5, 255, 255, 1, 44);
	}

	@Test
	void outputFrames() {
		assertThat(decode(1, 'a', 'b')).isEqualTo(output(SessionStream.STDOUT, "ab"));
		assertThat(decode(2, 'c')).isEqualTo(output(SessionStream.STDERR, "c"));
		assertThat(decode(1)).isNull();
		assertThat(decode(2)).isNull();
	}

	@Test
	void exitCodesAreSigned() {
		assertThat(decode(3, 0, 0, 0, 0)).isEqualTo(0);
		assertThat(decode(3, 0, 0, 1, 2)).isEqualTo(258);
		assertThat(decode(3, 255, 255, 255, 255)).isEqualTo(-1);
		assertThat(decode(3, 0, 0, 0, 7, 9, 9)).isEqualTo(7);
	}

	@Test
	void shortExitIsMalformed() {
		assertThat(decode(3)).isEqualTo(RecordedEvents.MALFORMED);
		assertThat(decode(3, 0, 0, 0)).isEqualTo(RecordedEvents.MALFORMED);
	}

	@Test
	void messagesInParts() {
		assertThat(part(false)).isNull();
		assertThat(part(false, 1)).isNull();
		assertThat(part(false, 'a')).isInstanceOf(SessionOutput.class);
		assertThat(part(false)).isNull();
		assertThat(part(true, 3)).isInstanceOf(SessionOutput.class);
		assertThat(part(false, 3, 0)).isNull();
		assertThat(part(false, 0, 0)).isNull();
		assertThat(part(true, 5)).isEqualTo(5);
		assertThat(part(false, 3, 0)).isNull();
		assertThat(part(true)).isEqualTo(RecordedEvents.MALFORMED);
	}

	@Test
	void unknownTypesEmptyMessagesAndTextAreIgnored() {
		assertThat(decode()).isNull();
		assertThat(decode(0, 'a')).isNull();
		assertThat(decode(0x7f, 'a')).isNull();
		assertThat(decode(0xff)).isNull();
		this.decoder.text("text", true);
		this.decoder.closed(1000);
		assertThat(this.events.next()).isNull();
	}

	@Test
	void portEvents() {
		assertThat(json(0x10, "{\"port\":3000,\"url\":\"https://x\"}"))
			.isEqualTo(new PortEvent(PortEvent.Type.OPENED, 3000, Map.of("port", 3000, "url", "https://x")));
		assertThat(json(0x11, "{\"port\":3000}"))
			.isEqualTo(new PortEvent(PortEvent.Type.CLOSED, 3000, Map.of("port", 3000)));
	}

	@Test
	void invalidPortEventsAreIgnored() {
		for (String json : List.of("", "{}", "[]", "null", "3000", "{\"port\":\"3000\"}", "{\"port\":65536}",
				"{\"port\":-1}", "{\"port\":1e99}", "{", "[".repeat(20_000),
				"{\"port\":3000" + " ".repeat(70_000) + "}")) {
			assertThat(json(0x10, json)).as(json).isNull();
		}
	}

	private static SessionOutput output(SessionStream stream, String text) {
		return new SessionOutput(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private Object json(int type, String json) {
		this.decoder.binary(ByteBuffer.wrap(new byte[] { (byte) type }), false);
		this.decoder.binary(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)), true);
		return this.events.next();
	}

	private Object decode(int... message) {
		return part(true, message);
	}

	private Object part(boolean last, int... part) {
		ByteBuffer bytes = ByteBuffer.allocate(part.length);
		for (int single : part) {
			bytes.put((byte) single);
		}
		this.decoder.binary(bytes.flip(), last);
		return this.events.next();
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
