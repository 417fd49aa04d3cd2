package ai.miosa.spring.job;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

import ai.miosa.spring.session.SessionStream;

/**
 * Follows the output of one job for one subscriber, each byte once, over as many
 * connections as it takes.
 */
final class JobFollower {

	// Of each stream. Base64 makes a third more of it
	private static final int PIECE = 768 * 1024;

	private final JobComputer computer;

	private final String jobId;

	private final Reconnection reconnection;

	private @Nullable Long stdout;

	private @Nullable Long stderr;

	private boolean ended;

	private int received;

	/**
	 * Create a follower.
	 * @param computer the computer
	 * @param jobId the job
	 * @param stdout the offset in stdout, or {@code null} to leave it out
	 * @param stderr the offset in stderr, or {@code null} to leave it out
	 * @param reconnected called at each reconnection
	 */
	JobFollower(JobComputer computer, String jobId, @Nullable Long stdout, @Nullable Long stderr,
			Runnable reconnected) {
		this.computer = computer;
		this.jobId = jobId;
		this.stdout = stdout;
		this.stderr = stderr;
		this.reconnection = new Reconnection(reconnected);
	}

	/**
	 * Follow the job over sessions.
	 */
	Flux<JobOutput> overSessions() {
		return outputs(Flux.defer(() -> this.computer.open(Flux.empty(), arguments())));
	}

	/**
	 * Follow the job over one-shots, each of which waits for output. While none comes
	 * they are a minute apart.
	 */
	Flux<JobOutput> overOneShots() {
		return outputs(Flux.defer(this::poll)
			.repeatWhen((answers) -> answers.takeWhile((answer) -> !this.ended).concatMap((answer) -> pause())));
	}

	private Flux<JobEvent> poll() {
		this.received = 0;
		return this.computer.call(JobWatch.POLL_TIME, Map.of(), arguments(JobWatch.POLL_TIME.toSeconds()))
			.flatMapIterable((events) -> events);
	}

	private Mono<Long> pause() {
		if (this.received >= PIECE) {
			return Mono.just(0L);
		}
		return Mono.delay((this.received > 0) ? JobWatch.SHORT_POLL_PAUSE : JobWatch.POLL_PAUSE);
	}

	private String[] arguments(Object... seconds) {
		String time = (seconds.length > 0) ? seconds[0].toString() : "";
		return new String[] { "output", this.jobId, offset(this.stdout), offset(this.stderr), String.valueOf(PIECE),
				time };
	}

	private static String offset(@Nullable Long offset) {
		return (offset != null) ? offset.toString() : "-";
	}

	private Flux<JobOutput> outputs(Flux<JobEvent> events) {
		return events.<JobOutput>handle(this::handle).retryWhen(this.reconnection);
	}

	private void handle(JobEvent event, SynchronousSink<JobOutput> sink) {
		if (event instanceof JobEvent.Output piece) {
			this.reconnection.progressed();
			JobOutput output = piece.output();
			this.received += output.size();
			long end = output.offset() + output.size();
			if (output.stream() == SessionStream.STDOUT) {
				this.stdout = end;
			}
			else {
				this.stderr = end;
			}
			sink.next(output);
		}
		else if (event instanceof JobEvent.Refusal refusal) {
			sink.error(JobFailures.of(refusal, this.computer.id(), this.jobId));
		}
		else if (event instanceof JobEvent.Status) {
			this.ended = true;
		}
	}

}
