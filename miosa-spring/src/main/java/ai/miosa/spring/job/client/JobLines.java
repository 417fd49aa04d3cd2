package ai.miosa.spring.job.client;

import java.util.List;

import reactor.core.publisher.Flux;

import ai.miosa.spring.job.JobLine;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.text.Line;
import ai.miosa.spring.text.LineSplitter;

/**
 * Splits the output of a job into lines, each stream separately, and computes the
 * position after each line.
 */
final class JobLines {

	private final LineSplitter stdout;

	private final LineSplitter stderr;

	// After the lines that were returned, of both streams
	private JobPosition position;

	private JobLines(JobPosition from, LineOptions options) {
		this.position = from;
		this.stdout = new LineSplitter(options.maxBytes(), options.carriageReturns());
		this.stderr = new LineSplitter(options.maxBytes(), options.carriageReturns());
	}

	static Flux<JobLine> of(Flux<JobOutput> output, JobPosition from, LineOptions options) {
		return Flux.defer(() -> {
			JobLines lines = new JobLines(from, options);
			return output.concatMapIterable(lines::split, 1).concatWith(Flux.defer(lines::end));
		});
	}

	private List<JobLine> split(JobOutput piece) {
		LineSplitter splitter = (piece.stream() == SessionStream.STDOUT) ? this.stdout : this.stderr;
		return locate(piece.stream(), splitter.split(piece.data()));
	}

	private Flux<JobLine> end() {
		return Flux.concat(Flux.fromIterable(locate(SessionStream.STDOUT, this.stdout.end())),
				Flux.fromIterable(locate(SessionStream.STDERR, this.stderr.end())));
	}

	private List<JobLine> locate(SessionStream stream, List<Line> lines) {
		return lines.stream().map((line) -> {
			this.position = (stream == SessionStream.STDOUT)
					? new JobPosition(this.position.stdout() + line.size(), this.position.stderr())
					: new JobPosition(this.position.stdout(), this.position.stderr() + line.size());
			return new JobLine(stream, line.text(), line.partial(), this.position);
		}).toList();
	}

}
