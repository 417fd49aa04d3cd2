package ai.miosa.spring.job;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.SessionStream;

/**
 * A job on a computer, followed without blocking. Nothing is sent before the
 * subscription. What the methods signal is what those of {@link MiosaJob} throw. Safe for
 * use by many threads.
 */
public interface ReactiveMiosaJob {

	/**
	 * Return the job's id.
	 * @return the id
	 */
	String getId();

	/**
	 * Return the computer that the job is on.
	 * @return the computer's id
	 */
	String getComputerId();

	/**
	 * Ask the computer for the status of the job.
	 * @return the status
	 */
	Mono<JobStatus> status();

	/**
	 * Wait for the job to end. All who wait for jobs of one computer share a session, or,
	 * without sessions, a request that is made once a minute. There is no limit of time
	 * but the subscriber's; cancelling has no effect on the job.
	 * @return the final status, whatever the state
	 */
	Mono<JobStatus> ended();

	/**
	 * Wait for the exit code, as {@link #ended()}.
	 * @return the exit code; a {@link MiosaJobFailedException} if the job has ended
	 * without one
	 */
	Mono<Integer> exitCode();

	/**
	 * Follow the output from the first byte on.
	 * @return the output
	 */
	default Flux<JobOutput> output() {
		return output(JobPosition.START);
	}

	/**
	 * Follow the output. Each byte comes once and each stream in its order, over as many
	 * connections as it takes; the computer is held back while nothing is requested.
	 * Completes when the job has ended and all is read. Each subscriber reads on its own;
	 * cancelling has no effect on the job.
	 * @param from where to begin
	 * @return the output
	 */
	Flux<JobOutput> output(JobPosition from);

	/**
	 * Follow one stream, as {@link #output(JobPosition)}.
	 * @param stream the stream
	 * @param offset where to begin, in bytes
	 * @return the output
	 */
	Flux<JobOutput> output(SessionStream stream, long offset);

	/**
	 * Follow the output from the first byte on, line by line and decoded as UTF-8;
	 * malformed bytes become U+FFFD.
	 * @return the lines
	 */
	Flux<JobLine> lines();

	/**
	 * End the job within ten seconds, as {@link #kill(Duration)}.
	 * @return the status after that
	 */
	default Mono<JobStatus> kill() {
		return kill(Duration.ofSeconds(10));
	}

	/**
	 * End the command and all of its process group, with SIGTERM, and SIGKILL for what is
	 * left after a grace period. Has no effect if the job has ended.
	 * @param gracePeriod the time in between, at most two minutes
	 * @return the status after that
	 */
	Mono<JobStatus> kill(Duration gracePeriod);

	/**
	 * Send a signal to the command's process group, once. Has no effect if the job has
	 * ended.
	 * @param signal the signal's name without SIG, such as {@code HUP}, or its number
	 * @return the status after that
	 */
	Mono<JobStatus> kill(String signal);

	/**
	 * Remove a job that has ended from the computer, with its output. Its id is free
	 * then.
	 * @return empty once there is no such job, whether or not there was
	 */
	Mono<Void> delete();

}
