package ai.miosa.spring.job;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Flux;

import ai.miosa.spring.session.SessionStream;

/**
 * Splits the output of a job into lines, each stream for itself.
 */
final class JobLines {

	private static final int MAX_LENGTH = 1 << 20;

	private final Rest stdout = new Rest(SessionStream.STDOUT);

	private final Rest stderr = new Rest(SessionStream.STDERR);

	// After the lines that were returned, of both streams
	private JobPosition position;

	private JobLines(JobPosition from) {
		this.position = from;
	}

	static Flux<JobLine> of(Flux<JobOutput> output, JobPosition from) {
		return Flux.defer(() -> {
			JobLines lines = new JobLines(from);
			return output.concatMapIterable(lines::split, 1).concatWith(Flux.defer(lines::end));
		});
	}

	private List<JobLine> split(JobOutput piece) {
		Rest rest = (piece.stream() == SessionStream.STDOUT) ? this.stdout : this.stderr;
		List<JobLine> lines = new ArrayList<>();
		ByteBuffer data = piece.data();
		while (data.hasRemaining()) {
			byte next = data.get();
			if (next == '\n') {
				lines.add(line(rest, false, 1));
				continue;
			}
			// Not within a character
			if (rest.bytes.size() >= MAX_LENGTH && (next & 0xC0) != 0x80) {
				lines.add(line(rest, true, 0));
			}
			rest.bytes.write(next);
		}
		return lines;
	}

	private Flux<JobLine> end() {
		return Flux.just(this.stdout, this.stderr)
			.filter((rest) -> rest.bytes.size() > 0)
			.map((rest) -> line(rest, false, 0));
	}

	private JobLine line(Rest rest, boolean partial, int lineEnd) {
		int size = rest.bytes.size() + lineEnd;
		this.position = (rest.stream == SessionStream.STDOUT)
				? new JobPosition(this.position.stdout() + size, this.position.stderr())
				: new JobPosition(this.position.stdout(), this.position.stderr() + size);
		String text = rest.bytes.toString(StandardCharsets.UTF_8);
		rest.bytes.reset();
		return new JobLine(rest.stream, (!partial && text.endsWith("\r")) ? text.substring(0, text.length() - 1) : text,
				partial, this.position);
	}

	/**
	 * The beginning of a line of one stream.
	 */
	private static final class Rest {

		private final SessionStream stream;

		private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

		private Rest(SessionStream stream) {
			this.stream = stream;
		}

	}

}
