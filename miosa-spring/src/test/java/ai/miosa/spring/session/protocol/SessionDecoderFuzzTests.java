package ai.miosa.spring.session.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Whatever a server sends, and however it is cut, the decoders neither fail nor lose nor
 * invent anything.
 */
class SessionDecoderFuzzTests {

	private static final String[] PORTS = { "{\"port\":80}", "{\"port\":80,\"a\":[{}]}", "{\"port\":",
			"{\"port\":-1}" };

	private static final String CHARACTERS = "a\0\n\u007f\u0080ż€\ud800\udc00\ufeff\uffff";

	@Test
	@Tag("thorough")
	void execV1MeansTheSameHoweverItIsCut() {
		forRandom(2000, (random) -> {
			List<byte[]> messages = conversation(random);
			assertThat(decode(SessionProtocol.EXEC_V1, messages, random)).isEqualTo(expected(messages));
		});
	}

	@Test
	void execWsPassesAllBytesOn() {
		forRandom(2000, (random) -> {
			List<byte[]> messages = conversation(random);
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			messages.forEach(all::writeBytes);
			assertThat(decode(SessionProtocol.EXEC_WS, messages, random))
				.isEqualTo((all.size() > 0) ? List.of("out " + hex(all)) : List.of());
		});
	}

	@Test
	void execWsStdinIsWholeHoweverItIsCut() {
		forRandom(1000, (random) -> {
			String sent = new String(text(random).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
			SessionEncoder encoder = SessionCodec.of(SessionProtocol.EXEC_WS).newEncoder();
			StringBuilder received = new StringBuilder();
			for (ByteBuffer part : cut(sent.getBytes(StandardCharsets.UTF_8), random)) {
				OutgoingMessage message = encoder.stdin(part.array(), part.position(), part.remaining());
				received.append(((OutgoingMessage.Text) message).payload());
			}
			assertThat(received).hasToString(sent);
		});
	}

	@Test
	void execWsReportsNoExitCodeThatItCannotKnow() {
		forRandom(5000, (random) -> {
			RecordedEvents events = new RecordedEvents();
			SessionCodec.of(SessionProtocol.EXEC_WS).newDecoder(events).closed(random.nextInt(5001));
			assertThat(events.next()).isIn(null, 0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14);
		});
	}

	/**
	 * Assert for many seeds, of which the failure names the one that failed.
	 */
	private static void forRandom(int tries, Consumer<Random> assertion) {
		for (int seed = 0; seed < tries; seed++) {
			Random random = new Random(seed);
			assertThatCode(() -> assertion.accept(random)).as("seed %d", seed).doesNotThrowAnyException();
		}
	}

	private static List<byte[]> conversation(Random random) {
		return Stream.generate(() -> message(random)).limit(random.nextInt(20)).toList();
	}

	private static byte[] message(Random random) {
		if (random.nextInt(10) == 0) {
			return new byte[0];
		}
		byte[] payload = new byte[random.nextInt(40)];
		random.nextBytes(payload);
		if (random.nextBoolean()) {
			payload = PORTS[random.nextInt(PORTS.length)].getBytes(StandardCharsets.UTF_8);
		}
		return ByteBuffer.allocate(1 + payload.length).put(type(random)).put(payload).array();
	}

	private static byte type(Random random) {
		byte[] types = { 1, 2, 1, 2, 3, 0x10, 0x11, (byte) random.nextInt(256) };
		return types[random.nextInt(types.length)];
	}

	private static String text(Random random) {
		return random.ints(random.nextInt(40), 0, CHARACTERS.length())
			.mapToObj((index) -> CHARACTERS.substring(index, index + 1))
			.collect(Collectors.joining());
	}

	private static List<String> decode(SessionProtocol protocol, List<byte[]> messages, Random random) {
		Transcript transcript = new Transcript();
		SessionDecoder decoder = SessionCodec.of(protocol).newDecoder(transcript);
		for (byte[] message : messages) {
			List<ByteBuffer> parts = cut(message, random);
			for (int i = 0; i < parts.size(); i++) {
				decoder.binary(parts.get(i), i == parts.size() - 1);
			}
		}
		return transcript.events();
	}

	private static List<String> expected(List<byte[]> messages) {
		Transcript transcript = new Transcript();
		for (byte[] message : messages) {
			if (message.length > 0) {
				ByteBuffer payload = ByteBuffer.wrap(message, 1, message.length - 1).slice();
				expected(message[0], payload, transcript);
			}
		}
		return transcript.events();
	}

	private static void expected(byte type, ByteBuffer payload, SessionEvents events) {
		if ((type == 1 || type == 2) && payload.hasRemaining()) {
			events.output(new SessionOutput((type == 1) ? SessionStream.STDOUT : SessionStream.STDERR, payload));
		}
		else if (type == 3 && payload.remaining() < 4) {
			events.malformedExit("");
		}
		else if (type == 3) {
			events.exited(payload.getInt());
		}
		else if ((type == 0x10 || type == 0x11)
				&& StandardCharsets.UTF_8.decode(payload).toString().startsWith("{\"port\":80")) {
			events.port(new PortEvent((type == 0x10) ? PortEvent.Type.OPENED : PortEvent.Type.CLOSED, 80, Map.of()), 0);
		}
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
	 * What was decoded, with the output of adjacent events joined.
	 */
	private static final class Transcript implements SessionEvents {

		private final List<String> events = new ArrayList<>();

		private final ByteArrayOutputStream output = new ByteArrayOutputStream();

		private @Nullable SessionStream stream;

		@Override
		public void output(SessionOutput output) {
			assertThat(output.size()).isPositive();
			if (output.stream() != this.stream) {
				flush();
				this.stream = output.stream();
			}
			this.output.writeBytes(output.bytes());
		}

		@Override
		public void exited(int code) {
			add("exit " + code);
		}

		@Override
		public void malformedExit(String reason) {
			add("malformed exit");
		}

		@Override
		public void port(PortEvent event, int size) {
			add("port " + event.type() + event.port());
		}

		private void add(String event) {
			flush();
			this.events.add(event);
		}

		private void flush() {
			if (this.output.size() > 0) {
				this.events.add(((this.stream == SessionStream.STDOUT) ? "out " : "err ") + hex(this.output));
				this.output.reset();
			}
		}

		List<String> events() {
			flush();
			return this.events;
		}

	}

}
