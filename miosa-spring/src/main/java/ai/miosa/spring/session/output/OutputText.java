package ai.miosa.spring.session.output;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Flux;

import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.SessionLine;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;
import ai.miosa.spring.text.Line;
import ai.miosa.spring.text.LineSplitter;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Decodes output as text, each stream separately.
 */
public final class OutputText {

	private OutputText() {
	}

	/**
	 * Decode output as UTF-8.
	 * @param output the bytes
	 * @return the text; malformed bytes become U+FFFD
	 */
	public static Flux<SessionText> text(Flux<SessionOutput> output) {
		return Flux.defer(() -> {
			Map<SessionStream, Utf8Decoder> decoders = new EnumMap<>(SessionStream.class);
			Flux<SessionText> text = output.map((piece) -> new SessionText(piece.stream(),
					decoders.computeIfAbsent(piece.stream(), (stream) -> Utf8Decoder.replacing())
						.decode(piece.data())));
			Flux<SessionText> rest = Flux.defer(() -> Flux.fromIterable(decoders.entrySet()))
				.map((decoder) -> new SessionText(decoder.getKey(),
						decoder.getValue().decode(ByteBuffer.allocate(0), true)));
			return text.concatWith(rest).filter((piece) -> !piece.text().isEmpty());
		});
	}

	/**
	 * Split output into lines.
	 * @param output the bytes
	 * @param options what ends a line, and the longest one
	 * @return the lines in the order in which they were completed; text after the last
	 * line end comes last
	 */
	public static Flux<SessionLine> lines(Flux<SessionOutput> output, LineOptions options) {
		return Flux.defer(() -> {
			Map<SessionStream, LineSplitter> splitters = new EnumMap<>(SessionStream.class);
			Flux<SessionLine> lines = output.concatMapIterable((piece) -> lines(piece.stream(),
					splitters
						.computeIfAbsent(piece.stream(),
								(stream) -> new LineSplitter(options.maxBytes(), options.carriageReturns()))
						.split(piece.data())),
					1);
			Flux<SessionLine> rest = Flux.defer(() -> Flux.fromIterable(splitters.entrySet()))
				.concatMapIterable((splitter) -> lines(splitter.getKey(), splitter.getValue().end()));
			return lines.concatWith(rest);
		});
	}

	private static List<SessionLine> lines(SessionStream stream, List<Line> lines) {
		return lines.stream().map((line) -> new SessionLine(stream, line.text(), line.partial())).toList();
	}

}
