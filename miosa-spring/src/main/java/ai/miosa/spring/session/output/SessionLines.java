package ai.miosa.spring.session.output;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Flux;

import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.SessionText;

/**
 * The lines of a session's text, each stream's apart.
 */
public final class SessionLines {

	/**
	 * The longest line, in characters; a longer one comes in parts of this length.
	 */
	public static final int MAX_LENGTH = 64 * 1024;

	private final Map<SessionStream, StringBuilder> unfinished = new EnumMap<>(SessionStream.class);

	private SessionLines() {
	}

	/**
	 * Cut text into lines, without their line ends.
	 * @param text the text
	 * @return the lines in the order in which they were completed; what follows the last
	 * line end comes last
	 */
	public static Flux<SessionText> of(Flux<SessionText> text) {
		return Flux.defer(() -> {
			SessionLines lines = new SessionLines();
			return text.concatMapIterable(lines::add, 1).concatWith(Flux.defer(() -> Flux.fromIterable(lines.end())));
		});
	}

	private List<SessionText> add(SessionText piece) {
		List<SessionText> lines = new ArrayList<>();
		StringBuilder line = this.unfinished.computeIfAbsent(piece.stream(), (stream) -> new StringBuilder());
		String text = piece.text();
		for (int i = 0; i < text.length(); i++) {
			char next = text.charAt(i);
			if (next == '\n') {
				lines.add(finish(piece.stream(), line));
			}
			else {
				// A cut must not part the halves of a surrogate pair
				if (line.length() >= MAX_LENGTH && !Character.isLowSurrogate(next)) {
					lines.add(finish(piece.stream(), line));
				}
				line.append(next);
			}
		}
		return lines;
	}

	private static SessionText finish(SessionStream stream, StringBuilder line) {
		int length = line.length();
		if (length > 0 && line.charAt(length - 1) == '\r') {
			line.setLength(length - 1);
		}
		SessionText finished = new SessionText(stream, line.toString());
		line.setLength(0);
		return finished;
	}

	private List<SessionText> end() {
		List<SessionText> lines = new ArrayList<>();
		this.unfinished.forEach((stream, line) -> {
			if (!line.isEmpty()) {
				lines.add(finish(stream, line));
			}
		});
		return lines;
	}

}
