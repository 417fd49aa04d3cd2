package ai.miosa.spring.job;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import reactor.core.publisher.Flux;

import ai.miosa.spring.session.SessionStream;

/**
 * Splits one stream of a job into lines.
 */
final class JobLines {

	private static final int MAX_LENGTH = 1 << 20;

	private final SessionStream stream;

	private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

	private JobLines(SessionStream stream) {
		this.stream = stream;
	}

	static Flux<JobLine> of(Flux<JobOutput> output) {
		return Flux.defer(() -> {
			JobLines stdout = new JobLines(SessionStream.STDOUT);
			JobLines stderr = new JobLines(SessionStream.STDERR);
			return output
				.concatMapIterable((piece) -> ((piece.stream() == SessionStream.STDOUT) ? stdout : stderr).split(piece),
						1)
				.concatWith(Flux.defer(() -> Flux.concat(stdout.end(), stderr.end())));
		});
	}

	private List<JobLine> split(JobOutput piece) {
		List<JobLine> lines = new ArrayList<>();
		ByteBuffer data = piece.data();
		while (data.hasRemaining()) {
			byte next = data.get();
			if (next == '\n') {
				lines.add(line());
				continue;
			}
			if (this.rest.size() == MAX_LENGTH) {
				lines.add(line());
			}
			this.rest.write(next);
		}
		return lines;
	}

	private Flux<JobLine> end() {
		return (this.rest.size() > 0) ? Flux.just(line()) : Flux.empty();
	}

	private JobLine line() {
		String text = this.rest.toString(StandardCharsets.UTF_8);
		this.rest.reset();
		return new JobLine(this.stream, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
	}

}
