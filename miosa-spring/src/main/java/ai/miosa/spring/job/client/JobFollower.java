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
 * Follows one job for one subscriber: requests output from where the last answer ended,
 * each byte once, until the job has ended.
 */
final class JobFollower {

	// Of each stream, and thereby of the memory for a slow subscriber; base64 adds a
	// third
	private static final int PIECE = 512 * 1024;

	// A key may make 60 requests a minute
	private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

	private final String computerId;

	private JobKey job;

	private @Nullable Long stdout;

	private @Nullable Long stderr;

	private boolean ended;

	/**
	 * Create a follower.
	 * @param computerId the computer
	 * @param job the job, or any of its id
	 * @param stdout the offset in stdout, or {@code null} to omit it
	 * @param stderr the offset in stderr, or {@code null} to omit it
	 */
	JobFollower(String computerId, JobKey job, @Nullable Long stdout, @Nullable Long stderr) {
		this.computerId = computerId;
		this.job = job;
		this.stdout = stdout;
		this.stderr = stderr;
	}

	/**
	 * Follow the job over the session of its computer.
	 * @return the output, and the status once all of it was read
	 */
	Flux<JobEvent> over(JobWatch watch) {
		return Flux.defer(() -> watch.request(arguments()))
			.handle(this::handle)
			.retryWhen(ReconnectSpec.unreadable())
			.repeat(() -> !this.ended);
	}

	/**
	 * Follow the job by one-shots.
	 * @return the output, and the status once all of it was read
	 */
	Flux<JobEvent> over(JobComputer computer, ReconnectSpec reconnection) {
		return Flux
			.defer(() -> computer.call(Duration.ZERO, Map.of(), arguments())
				.doOnNext((events) -> reconnection.progressed())
				.flatMapIterable((events) -> events)
				.handle(this::handle))
			.repeatWhen((counts) -> counts.takeWhile((count) -> !this.ended).concatMap(JobFollower::pause))
			.retryWhen(reconnection);
	}

	private static Mono<Long> pause(long received) {
		return Mono.delay((received > 0) ? Duration.ZERO : POLL_INTERVAL);
	}

	private String[] arguments() {
		return this.job.arguments("output", offset(this.stdout), offset(this.stderr), String.valueOf(PIECE));
	}

	private static String offset(@Nullable Long offset) {
		return (offset != null) ? offset.toString() : "-";
	}

	private void handle(JobEvent event, SynchronousSink<JobEvent> sink) {
		if (event instanceof JobEvent.Output piece) {
			JobOutput output = piece.output();
			long end = output.offset() + output.size();
			if (output.stream() == SessionStream.STDOUT) {
				this.stdout = end;
			}
			else {
				this.stderr = end;
			}
			sink.next(event);
		}
		else if (event instanceof JobEvent.Rejection rejection) {
			sink.error(rejection.toException(this.computerId, this.job.id()));
		}
		else if (event instanceof JobEvent.Found found) {
			this.job = found.job();
		}
		else if (event instanceof JobEvent.Status) {
			this.ended = true;
			sink.next(event);
		}
	}

}
