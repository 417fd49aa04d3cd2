package ai.miosa.spring.session.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a server sends, and however it is cut, the decoders neither fail nor lose nor
 * make up anything.
 */
class SessionDecoderFuzzTests {

	@Property(tries = 2000)
	void execV1MeansTheSameHoweverItIsCut(@ForAll("conversations") List<byte[]> messages, @ForAll long seed) {
		assertThat(decode(SessionProtocol.EXEC_V1, messages, new Random(seed))).isEqualTo(expected(messages));
	}

	@Property(tries = 2000)
	void execWsPassesAllBytesOn(@ForAll("conversations") List<byte[]> messages, @ForAll long seed) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		messages.forEach(all::writeBytes);
		assertThat(decode(SessionProtocol.EXEC_WS, messages, new Random(seed)))
			.isEqualTo((all.size() > 0) ? List.of("out " + hex(all)) : List.of());
	}

	@Property(tries = 1000)
	void execWsStdinIsWholeHoweverItIsCut(@ForAll String text, @ForAll long seed) {
		String sent = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		SessionEncoder encoder = SessionCodec.of(SessionProtocol.EXEC_WS).newEncoder();
		StringBuilder received = new StringBuilder();
		for (ByteBuffer part : cut(sent.getBytes(StandardCharsets.UTF_8), new Random(seed))) {
			OutgoingMessage message = encoder.stdin(part.array(), part.position(), part.remaining());
			received.append(((OutgoingMessage.Text) message).payload());
		}
		assertThat(received).hasToString(sent);
	}

	@Property(tries = 500)
	void execWsTellsNoExitCodeThatItCannotKnow(@ForAll @IntRange(max = 5000) int code, @ForAll String reason) {
		SessionEvent event = SessionCodec.of(SessionProtocol.EXEC_WS).newDecoder().closed(code, reason);
		if (event != null) {
			assertThat(event).isEqualTo(new SessionEvent.Exit(code - 1000));
			assertThat(code - 1000).isIn(0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14);
		}
	}

	@Provide
	Arbitrary<List<byte[]>> conversations() {
		Arbitrary<Byte> type = Arbitraries.frequencyOf(Tuple.of(4, Arbitraries.of((byte) 1, (byte) 2)),
				Tuple.of(2, Arbitraries.of((byte) 3, (byte) 0x10, (byte) 0x11)), Tuple.of(1, Arbitraries.bytes()));
		Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
		Arbitrary<byte[]> json = Arbitraries
			.of("{\"port\":80}", "{\"port\":80,\"a\":[{}]}", "{\"port\":", "{\"port\":-1}")
			.map((text) -> text.getBytes(StandardCharsets.UTF_8));
		Arbitrary<byte[]> message = Combinators.combine(type, Arbitraries.oneOf(noise, json))
			.as((first, payload) -> ByteBuffer.allocate(1 + payload.length).put(first).put(payload).array());
		return Arbitraries.oneOf(message, Arbitraries.just(new byte[0])).list().ofMaxSize(20);
	}

	private static List<String> decode(SessionProtocol protocol, List<byte[]> messages, Random random) {
		SessionDecoder decoder = SessionCodec.of(protocol).newDecoder();
		Transcript transcript = new Transcript();
		for (byte[] message : messages) {
			List<ByteBuffer> parts = cut(message, random);
			for (int i = 0; i < parts.size(); i++) {
				transcript.add(decoder.binary(parts.get(i), i == parts.size() - 1));
			}
		}
		return transcript.events();
	}

	private static List<String> expected(List<byte[]> messages) {
		Transcript transcript = new Transcript();
		for (byte[] message : messages) {
			if (message.length > 0) {
				ByteBuffer payload = ByteBuffer.wrap(message, 1, message.length - 1).slice();
				transcript.add(expected(message[0], payload));
			}
		}
		return transcript.events();
	}

	private static @Nullable SessionEvent expected(byte type, ByteBuffer payload) {
		return switch (type) {
			case 1 -> (payload.hasRemaining()) ? new SessionEvent.Stdout(payload) : null;
			case 2 -> (payload.hasRemaining()) ? new SessionEvent.Stderr(payload) : null;
			case 3 ->
				(payload.remaining() < 4) ? new SessionEvent.Malformed("") : new SessionEvent.Exit(payload.getInt());
			case 0x10, 0x11 -> (StandardCharsets.UTF_8.decode(payload).toString().startsWith("{\"port\":80"))
					? new SessionEvent.Port(type == 0x10, 80, Map.of()) : null;
			default -> null;
		};
	}

	private static List<ByteBuffer> cut(byte[] message, Random random) {
		List<ByteBuffer> parts = new ArrayList<>();
		int from = 0;
		while (from < message.length) {
			int to = from + random.nextInt(message.length - from + 1);
			parts.add(ByteBuffer.wrap(message, from, to - from));
			from = to;
		}
		parts.add(ByteBuffer.allocate(0));
		return parts;
	}

	private static String hex(ByteArrayOutputStream bytes) {
		return HexFormat.of().formatHex(bytes.toByteArray());
	}

	/**
	 * What was decoded, with the output of neighbouring events joined.
	 */
	private static final class Transcript {

		private final List<String> events = new ArrayList<>();

		private final ByteArrayOutputStream output = new ByteArrayOutputStream();

		private String stream = "";

		void add(@Nullable SessionEvent event) {
			if (event instanceof SessionEvent.Stdout stdout) {
				output("out ", stdout.data());
			}
			else if (event instanceof SessionEvent.Stderr stderr) {
				output("err ", stderr.data());
			}
			else if (event != null) {
				flush();
				this.events.add((event instanceof SessionEvent.Exit) ? event.toString()
						: (event instanceof SessionEvent.Port port) ? "port " + port.opened() + port.port()
								: "malformed");
			}
		}

		private void output(String stream, ByteBuffer data) {
			assertThat(data.hasRemaining()).isTrue();
			if (!stream.equals(this.stream)) {
				flush();
				this.stream = stream;
			}
			byte[] bytes = new byte[data.remaining()];
			data.get(bytes);
			this.output.writeBytes(bytes);
		}

		private void flush() {
			if (this.output.size() > 0) {
				this.events.add(this.stream + hex(this.output));
				this.output.reset();
			}
		}

		List<String> events() {
			flush();
			return this.events;
		}

	}

}
