package ai.miosa.spring.attack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Servers that are unusual, slow or broken.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionOddServerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	@RegisterExtension
	final Sessions secureSessions = new Sessions(Transport.WSS);

	@Test
	void everythingArrivesInSingleBytes() throws Exception {
		MiosaSession session = answering((peer) -> {
			byte[] answer = answer(peer, "");
			byte[] frames = SessionPeer.frameBytes(true, 2, SessionPeer.message(SessionPeer.STDOUT, bytes("out")));
			byte[] exit = SessionPeer.frameBytes(true, 2, exit(9));
			for (byte[] part : new byte[][] { answer, frames, exit }) {
				for (byte single : part) {
					peer.write(new byte[] { single });
				}
			}
			peer.close(1000);
			peer.readUntilGone();
		});
		assertThat(session.await(TIMEOUT)).isEqualTo(9);
		assertThat(text(session)).isEqualTo("out");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Content-Length: 5\r\n", "Content-Length: 0\r\n", "Content-Type: text/plain\r\n",
			"X-Long: " + "x", "Set-Cookie: a=b\r\nSet-Cookie: c=d\r\n", "Date: never\r\n" })
	void meaninglessHeadersAreIgnored(String header) throws Exception {
		String headers = header.endsWith("\r\n") ? header : header.repeat(1000) + "\r\n";
		MiosaSession session = answering((peer) -> {
			peer.write(answer(peer, headers));
			peer.stdout("out");
			peer.exitAndClose(9);
			peer.readUntilGone();
		});
		assertThat(session.await(TIMEOUT)).isEqualTo(9);
		assertThat(text(session)).isEqualTo("out");
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate", "x-unknown; a=b" })
	void extensionThatWasNotRequestedIsRejected(String extension, CapturedOutput output) {
		this.sessions.answering((peer) -> {
			peer.write(answer(peer, "Sec-WebSocket-Extensions: " + extension + "\r\n"));
			peer.stay();
		});
		assertThatExceptionOfType(MiosaConnectionException.class)
			.isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.withMessageContaining("not a WebSocket handshake")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(output).doesNotContain("\tat ");
	}

	@ParameterizedTest
	@EnumSource
	void answerThatIsNoHandshakeIsRejected(Defect defect) {
		this.sessions.answering((peer) -> {
			peer.write(defect.change.apply(new String(answer(peer, ""), StandardCharsets.US_ASCII))
				.getBytes(StandardCharsets.US_ASCII));
			peer.stay();
		});
		assertThatExceptionOfType(MiosaConnectionException.class)
			.isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.withMessageContaining("not a WebSocket handshake");
	}

	@Test
	void exitInFragmentsBetweenPingsIsWhole() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			byte[] exit = exit(-2);
			for (int i = 0; i < exit.length; i++) {
				peer.frame(i == exit.length - 1, (i == 0) ? 2 : 0, new byte[] { exit[i] });
				peer.frame(true, 9, bytes("ping " + i));
				peer.frame(true, 10, bytes("unsolicited pong"));
			}
			peer.close(1000);
			peer.stay();
		});
		assertThat(session.await(TIMEOUT)).isEqualTo(-2);
	}

	@Test
	void emptyFragmentsAndMessagesAreNothing() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			for (int i = 0; i < 100; i++) {
				peer.frame(false, 2, new byte[0]);
				peer.frame(false, 0, new byte[0]);
				peer.frame(true, 0, new byte[0]);
				peer.frame(true, 1, new byte[0]);
				peer.stdout("");
				peer.send(0x7f, bytes("unknown"));
			}
			peer.stdout("out");
			peer.exitAndClose(0);
		});
		assertThat(session.await(TIMEOUT)).isZero();
		assertThat(text(session)).isEqualTo("out");
	}

	@Test
	void exitWithMoreThanFourBytesIsReadFromTheFirstFour() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.send(SessionPeer.EXIT, new byte[] { 0, 0, 0, 5, 1, 2, 3 });
			peer.close(1000);
		});
		assertThat(session.await(TIMEOUT)).isEqualTo(5);
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void invalidFrameIsAViolation(InvalidFrame frame) throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("before");
			peer.write(frame.bytes);
			peer.stay();
		});
		assertLost(session, Reason.PROTOCOL_VIOLATION);
		assertThat(text(session)).isEqualTo("before");
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	void connectionThatEndsWithinAFrameIsLost() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("before");
			byte[] frame = SessionPeer.frameBytes(true, 2, SessionPeer.message(SessionPeer.STDOUT, bytes("cut")));
			peer.write(Arrays.copyOf(frame, frame.length - 1));
			peer.drop();
		});
		assertLost(session, Reason.CONNECTION_LOST);
		assertThat(text(session)).isEqualTo("before");
	}

	@Test
	void secureConnectionThatIsCutKeepsTheExitCodeThatArrived() throws Exception {
		MiosaSession session = this.secureSessions.open((peer) -> {
			peer.stdout("out");
			peer.exit(8);
			peer.drop();
		});
		assertThat(session.await(TIMEOUT)).isEqualTo(8);
	}

	@Test
	void secureConnectionThatIsCutWithoutAnExitIsLost() throws Exception {
		MiosaSession session = this.secureSessions.open((peer) -> {
			peer.stdout("out");
			peer.drop();
		});
		assertLost(session, Reason.CONNECTION_LOST);
		assertThat(text(session)).isEqualTo("out");
	}

	@Test
	@Tag("thorough")
	void garbageWithinASecureConnectionIsLost() throws Exception {
		MiosaSession session = this.secureSessions.open((peer) -> {
			peer.stdout("out");
			peer.writeBelowTls(bytes("this is no TLS record"));
			peer.stay();
		});
		assertLost(session, Reason.CONNECTION_LOST);
		assertThat(text(session)).isEqualTo("out");
		assertThat(this.secureSessions.server().nextPeer().awaitGone()).isTrue();
	}

	private MiosaSession answering(SessionServer.Script script) {
		this.sessions.answering(script);
		return this.sessions.open(SessionOptions.none());
	}

	private static byte[] answer(SessionPeer peer, String headers) {
		return bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + headers
				+ "Sec-WebSocket-Accept: " + SessionServer.accept(peer.headers().get("sec-websocket-key"))
				+ "\r\nSec-WebSocket-Protocol: miosa-exec-v1\r\n\r\n");
	}

	private static byte[] exit(int code) {
		return SessionPeer.message(SessionPeer.EXIT, ByteBuffer.allocate(4).putInt(code).array());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(MiosaSession session) {
		return session.captured(SessionStream.STDOUT).text();
	}

	private static void assertLost(MiosaSession session, Reason reason) {
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(() -> session.await(TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(reason));
	}

	/**
	 * Defects that make a response invalid as a handshake.
	 */
	enum Defect {

		NO_UPGRADE((answer) -> answer.replace("Upgrade: websocket\r\n", "")),

		OTHER_UPGRADE((answer) -> answer.replace("Upgrade: websocket", "Upgrade: h2c")),

		NO_CONNECTION((answer) -> answer.replace("Connection: Upgrade\r\n", "")),

		OTHER_KEY((answer) -> answer.replaceAll("Accept: .*", "Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=")),

		OTHER_SUBPROTOCOL((answer) -> answer.replace("miosa-exec-v1", "miosa-exec-v2")),

		TWO_SUBPROTOCOLS((answer) -> answer.replace("miosa-exec-v1", "miosa-exec-v1, miosa-exec-v2")),

		NO_SUBPROTOCOL((answer) -> answer.replace("Sec-WebSocket-Protocol: miosa-exec-v1\r\n", ""));

		private final UnaryOperator<String> change;

		Defect(UnaryOperator<String> change) {
			this.change = change;
		}

	}

	/**
	 * Frames that no server may send.
	 */
	enum InvalidFrame {

		MASKED(0x82, 0x81, 1, 2, 3, 4, 5),

		RESERVED_BIT(0xc2, 1, 1),

		UNKNOWN_OPCODE(0x83, 0),

		UNKNOWN_CONTROL_OPCODE(0x8b, 0),

		FRAGMENTED_PING(0x09, 0),

		LONG_PING(0x89, 126, 0, 126),

		CONTINUATION_OF_NOTHING(0x80, 1, 1),

		MESSAGE_WITHIN_A_MESSAGE(0x02, 1, 1, 0x82, 1, 1),

		CLOSE_OF_ONE_BYTE(0x88, 1, 3),

		CLOSE_WITH_RESERVED_CODE(0x88, 2, 0x03, 0xee),

		CLOSE_WITH_INVALID_CODE(0x88, 2, 0x27, 0x0f),

		TEXT_THAT_IS_NOT_UTF8(0x81, 2, 0xc3, 0x28),

		NEGATIVE_LENGTH(0x82, 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff);

		private final byte[] bytes;

		InvalidFrame(int... bytes) {
			ByteBuffer frame = ByteBuffer.allocate(bytes.length);
			for (int single : bytes) {
				frame.put((byte) single);
			}
			this.bytes = frame.array();
		}

	}

}
