package ai.miosa.spring.session.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A violation of RFC 6455 ends a session as lost immediately, and never becomes an exit
 * code.
 */
class MiosaSessionProtocolViolationTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	static Stream<Violation> violations() {
		List<Violation> violations = new ArrayList<>();
		violations.add(new Violation("masked frame", "8281 00000000 01"));
		violations.add(new Violation("RSV1", "c20101"));
		violations.add(new Violation("RSV2", "a20101"));
		violations.add(new Violation("RSV3", "920101"));
		violations.add(new Violation("RSV1 of a long frame", "c27f 0000000000100000 01"));
		for (int opcode : new int[] { 3, 4, 5, 6, 7, 11, 12, 13, 14, 15 }) {
			violations.add(new Violation("opcode " + opcode, "%02x00".formatted(0x80 | opcode)));
		}
		violations.add(new Violation("ping of 126 bytes", "897e007e" + "00".repeat(126)));
		violations.add(new Violation("pong of 126 bytes", "8a7e007e" + "00".repeat(126)));
		violations.add(new Violation("close frame of 126 bytes", "887e007e03e8" + "20".repeat(124)));
		violations.add(new Violation("fragmented ping", "0900"));
		violations.add(new Violation("continuation of nothing", "8001 01"));
		violations.add(new Violation("message inside a message", "020101 820101"));
		violations.add(new Violation("length with its highest bit set", "827f 8000000000000001 01"));
		violations.add(new Violation("text that is not UTF-8", "8102fffe"));
		violations.add(new Violation("text that ends inside a character", "8101c5"));
		violations.add(new Violation("close frame of 1 byte", "880103"));
		violations.add(new Violation("close reason that is not UTF-8", "880403e8fffe"));
		for (int code : new int[] { 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1127, 1255, 2000, 2999, 5000, 65535 }) {
			violations.add(new Violation("close code " + code,
					"8802" + HexFormat.of().formatHex(ByteBuffer.allocate(2).putShort((short) code).array())));
		}
		return violations.stream();
	}

	@ParameterizedTest
	@MethodSource("violations")
	void sessionIsLost(Violation violation) throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("before");
			peer.write(violation.bytes());
			peer.exit(0);
			peer.stay();
		});
		assertViolated(session);
		assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("before");
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@ParameterizedTest
	@Tag("thorough")
	@MethodSource("violations")
	void execWsSessionIsLost(Violation violation) throws Exception {
		this.sessions.protocol(SessionProtocol.EXEC_WS).answering((peer) -> {
			peer.upgrade(null);
			peer.write(violation.bytes());
			peer.close(1000);
			peer.stay();
		});
		assertViolated(this.sessions.open(SessionOptions.none()));
	}

	@Test
	void frameBeyondTheMaximumLengthEndsTheSession() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.write(ByteBuffer.allocate(10).put((byte) 0x82).put((byte) 127).putLong((16 << 20) + 1).array());
			peer.stay();
		});
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.withMessageContaining("16777216 bytes")
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(Reason.FRAME_TOO_LONG));
		SessionPeer.Message close = this.sessions.server().nextPeer().nextMessage();
		assertThat(close.opcode()).isEqualTo(8);
		assertThat(ByteBuffer.wrap(close.payload()).getShort()).isEqualTo((short) 1009);
	}

	private static void assertViolated(MiosaSession session) {
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> {
				assertThat(lost.getReason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
				assertThat(lost).hasNoCause();
			});
	}

	/**
	 * Bytes that no server may send.
	 *
	 * @param name what is wrong
	 * @param hex the bytes
	 */
	record Violation(String name, String hex) {

		byte[] bytes() {
			return HexFormat.of().parseHex(this.hex.replace(" ", ""));
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
