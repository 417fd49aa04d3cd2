package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;

import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Follows the output of one job for one subscriber, each byte once, over as many
 * connections as needed.
 */
final class JobFollower {

	// Of each stream; base64 adds a third
	private static final int PIECE = 768 * 1024;

	/**
	 * The pause between one-shots without output: a key may make 60 requests a minute.
	 */
	static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

	private final JobComputer computer;

	private JobKey job;

	private final ReconnectSpec reconnection;

	private @Nullable Long stdout;

	private @Nullable Long stderr;

	private boolean ended;

	/**
	 * Create a follower.
	 * @param computer the computer
	 * @param job the job, or any of its id
	 * @param stdout the offset in stdout, or {@code null} to omit it
	 * @param stderr the offset in stderr, or {@code null} to omit it
	 * @param reconnection reopens lost connections
	 */
	JobFollower(JobComputer computer, JobKey job, @Nullable Long stdout, @Nullable Long stderr,
			ReconnectSpec reconnection) {
		this.computer = computer;
		this.job = job;
		this.stdout = stdout;
		this.stderr = stderr;
		this.reconnection = reconnection;
	}

	/**
	 * Follow the job over sessions.
	 */
	Flux<JobOutput> overSessions() {
		return Flux.defer(() -> this.computer.open(Flux.empty(), arguments("")))
			.<JobOutput>handle(this::handle)
			.retryWhen(this.reconnection);
	}

	/**
	 * Follow the job by one-shots.
	 */
	Flux<JobOutput> overOneShots() {
		return Flux
			.defer(() -> this.computer.call(Duration.ZERO, Map.of(), arguments("once"))
				.flatMapIterable((events) -> events)
				.<JobOutput>handle(this::handle))
			.repeatWhen((counts) -> counts.takeWhile((count) -> !this.ended).concatMap(JobFollower::pause))
			.retryWhen(this.reconnection);
	}

	private static Mono<Long> pause(long received) {
		return Mono.delay((received > 0) ? Duration.ZERO : POLL_INTERVAL);
	}

	private String[] arguments(String once) {
		return this.job.arguments("output", offset(this.stdout), offset(this.stderr), String.valueOf(PIECE), once);
	}

	private static String offset(@Nullable Long offset) {
		return (offset != null) ? offset.toString() : "-";
	}

	private void handle(JobEvent event, SynchronousSink<JobOutput> sink) {
		if (event instanceof JobEvent.Output piece) {
			this.reconnection.progressed();
			JobOutput output = piece.output();
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
			sink.error(refusal.toException(this.computer.id(), this.job.id()));
		}
		else if (event instanceof JobEvent.Found found) {
			this.job = found.job();
		}
		else if (event instanceof JobEvent.Status) {
			this.ended = true;
		}
	}

}
