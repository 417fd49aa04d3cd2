package ai.miosa.spring.job;

import java.io.InputStream;
import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.SessionStream;

/**
 * Job on a computer: a command that continues to run when the connection breaks or this
 * application ends. Its state is on the computer's disk, so any application can follow it
 * at any time.
 * <p>
 * A handle represents one job. If the job is removed and its id is used for another, the
 * methods of the handle fail with a {@link MiosaJobNotFoundException}, as they do if
 * there is no such job. Otherwise they throw or signal what
 * {@link ai.miosa.spring.core.MiosaExecOperations} does. Idempotent operations are
 * repeated if they fail, up to five attempts in all. Thread-safe.
 */
public interface MiosaJob {

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
	 * Return whether the job was created by the start that returned this handle.
	 * @return {@code false} if the job existed before, or was not started here
	 */
	boolean isNew();

	/**
	 * Request the status of the job.
	 * @return the status
	 */
	JobStatus status();

	/**
	 * Request the status of the job without blocking.
	 * @return the status
	 */
	Mono<JobStatus> statusMono();

	/**
	 * Wait for the end of the job and return a report, in a single request.
	 * @param timeout how long to wait, at most 280 seconds, after which the job continues
	 * to run
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 * @throws IllegalArgumentException if an argument is out of range
	 */
	JobReport report(Duration timeout, int excerpt);

	/**
	 * Wait for the end of the job without blocking, like {@link #report}.
	 * @param timeout how long to wait, at most 280 seconds, after which the job continues
	 * to run
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 */
	Mono<JobReport> reportMono(Duration timeout, int excerpt);

	/**
	 * Wait for the job to end and return its exit code. All callers that wait for or
	 * follow jobs of one computer share a session. A broken connection is reopened, for
	 * up to six minutes without success. Without sessions, the status is requested every
	 * five seconds.
	 * @param timeout how long to wait
	 * @return the exit code, 0 to 255
	 * @throws MiosaJobFailedException if the job has ended without an exit code
	 * @throws ai.miosa.spring.MiosaTimeoutException if the job has not ended in time. It
	 * continues to run
	 */
	int await(Duration timeout);

	/**
	 * Wait for the exit code without blocking, like {@link #await} but without a time
	 * limit. Cancelling does not affect the job.
	 * @return the exit code, or a {@link MiosaJobFailedException} if the job has ended
	 * without one
	 */
	Mono<Integer> exitCode();

	/**
	 * Wait for the job to end in any state, like {@link #await}.
	 * @param timeout how long to wait
	 * @return the final status
	 * @throws ai.miosa.spring.MiosaTimeoutException if the job has not ended in time. It
	 * continues to run
	 */
	JobStatus awaitEnd(Duration timeout);

	/**
	 * Wait for the job to end without blocking, like {@link #awaitEnd} but without a time
	 * limit. Cancelling does not affect the job.
	 * @return the final status
	 */
	Mono<JobStatus> ended();

	/**
	 * Follow the output from the first byte on.
	 * @return the output
	 */
	default Flux<JobOutput> output() {
		return output(JobPosition.START);
	}

	/**
	 * Follow the output. Each byte arrives once and each stream in order, over as many
	 * connections as needed; the computer sends at most 512 KiB of each stream ahead of
	 * what was requested. Emits on a thread that subscribers may block. Completes when
	 * the job has ended and everything was read. Each subscriber reads independently;
	 * cancelling does not affect the job.
	 * @param from where to begin
	 * @return the output
	 */
	Flux<JobOutput> output(JobPosition from);

	/**
	 * Follow one stream, like {@link #output(JobPosition)}.
	 * @param stream the stream
	 * @param offset where to begin, in bytes
	 * @return the output
	 */
	Flux<JobOutput> output(SessionStream stream, long offset);

	/**
	 * Follow the output line by line, from the first byte on.
	 * @return the lines
	 */
	default Flux<JobLine> lines() {
		return lines(JobPosition.START);
	}

	/**
	 * Follow the output line by line, with the default options.
	 * @param from where to begin, such as the position of the last line that was handled
	 * @return the lines
	 */
	default Flux<JobLine> lines(JobPosition from) {
		return lines(from, LineOptions.DEFAULT);
	}

	/**
	 * Follow the output line by line, decoded as UTF-8; malformed bytes become U+FFFD.
	 * @param from where to begin, such as the position of the last line that was handled
	 * @param options what ends a line, and the longest one
	 * @return the lines
	 */
	Flux<JobLine> lines(JobPosition from, LineOptions options);

	/**
	 * Read stdout from the first byte on.
	 * @return the stream, as {@link #stdout(long)} describes it
	 */
	default InputStream stdout() {
		return stdout(0);
	}

	/**
	 * Read stdout. A read waits for output; the stream ends when the job has ended and
	 * everything was read, and throws an {@link java.io.IOException} if the job cannot be
	 * followed.
	 * @param offset where to begin, in bytes
	 * @return a new stream, which the caller closes
	 */
	InputStream stdout(long offset);

	/**
	 * Read stderr from the first byte on.
	 * @return the stream, as {@link #stdout(long)} describes it
	 */
	default InputStream stderr() {
		return stderr(0);
	}

	/**
	 * Read stderr, like {@link #stdout(long)}.
	 * @param offset where to begin, in bytes
	 * @return a new stream, which the caller closes
	 */
	InputStream stderr(long offset);

	/**
	 * End the job within ten seconds, like {@link #kill(Duration)}.
	 * @return the status after that
	 */
	default JobStatus kill() {
		return kill(Duration.ofSeconds(10));
	}

	/**
	 * End the command and its process group with SIGTERM and, for processes that are left
	 * after a grace period, with SIGKILL. Has no effect if the job has ended.
	 * @param gracePeriod the time in between, at most two minutes
	 * @return the status after that
	 */
	JobStatus kill(Duration gracePeriod);

	/**
	 * End the job within ten seconds without blocking, like {@link #kill()}.
	 * @return the status after that
	 */
	default Mono<JobStatus> killMono() {
		return killMono(Duration.ofSeconds(10));
	}

	/**
	 * End the job without blocking, like {@link #kill(Duration)}.
	 * @param gracePeriod the time between the two signals, at most two minutes
	 * @return the status after that
	 */
	Mono<JobStatus> killMono(Duration gracePeriod);

	/**
	 * Send a signal to the command's process group, once. Has no effect if the job has
	 * ended.
	 * @param signal the signal's name without SIG, such as {@code HUP}, or its number
	 * @return the status after that
	 * @throws IllegalArgumentException if the computer does not know the signal
	 */
	JobStatus kill(String signal);

	/**
	 * Send a signal without blocking, like {@link #kill(String)}.
	 * @param signal the signal's name without SIG, such as {@code HUP}, or its number
	 * @return the status after that
	 */
	Mono<JobStatus> killMono(String signal);

	/**
	 * Remove the job, which has ended, from the computer with its output. Its id can be
	 * used again. Has no effect if the job does not exist.
	 * @throws IllegalStateException if the job is still running
	 */
	void delete();

	/**
	 * Remove the job without blocking, like {@link #delete()}.
	 * @return completes once the job does not exist
	 */
	Mono<Void> deleteMono();

}
