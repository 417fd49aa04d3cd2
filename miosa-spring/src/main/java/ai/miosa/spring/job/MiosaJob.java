package ai.miosa.spring.job;

import java.io.InputStream;
import java.time.Duration;

import reactor.core.publisher.Flux;

/**
 * A job on a computer: a command that lives on when the connection breaks or this
 * application ends. All that is known of it is on the computer's disk, so that a job may
 * be looked at by any application, at any time. <pre class="code">
 * MiosaJob job = jobs.start("cmp_123", "make test", JobOptions.ofId("build-42"));
 * …
 * MiosaJob job = jobs.job("cmp_123", "build-42");
 * int exitCode = job.await(Duration.ofHours(2));
 * </pre> Methods that ask the computer raise a {@link MiosaJobNotFoundException} if there
 * is no such job, and otherwise what {@link ai.miosa.spring.exec.MiosaExecOperations}
 * does. What has the same effect however often it is done is tried again if it fails.
 * Safe for use by many threads.
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
	 * Ask the computer for the status of the job.
	 * @return the status
	 */
	JobStatus status();

	/**
	 * Wait for the job to end and return its exit code. Waiting is cheap: all who wait
	 * for jobs of one computer share a session, or, without sessions, a request that is
	 * made once a minute. A connection that breaks is opened again, for some minutes.
	 * @param timeout how long to wait
	 * @return the exit code, 0 to 255
	 * @throws MiosaJobFailedException if the job has ended without an exit code
	 * @throws ai.miosa.spring.MiosaTimeoutException if the job has not ended in time. It
	 * goes on
	 */
	int await(Duration timeout);

	/**
	 * Wait for the job to end in whichever way, as {@link #await}.
	 * @param timeout how long to wait
	 * @return the final status
	 * @throws ai.miosa.spring.MiosaTimeoutException if the job has not ended in time. It
	 * goes on
	 */
	JobStatus awaitEnd(Duration timeout);

	/**
	 * Follow the output from the first byte on.
	 * @return the output, as {@link ReactiveMiosaJob#output(JobPosition)} describes it
	 */
	default Flux<JobOutput> output() {
		return output(JobPosition.START);
	}

	/**
	 * Follow the output.
	 * @param from where to begin
	 * @return the output, as {@link ReactiveMiosaJob#output(JobPosition)} describes it
	 */
	Flux<JobOutput> output(JobPosition from);

	/**
	 * Follow the output from the first byte on, line by line.
	 * @return the lines, as {@link ReactiveMiosaJob#lines()} describes them
	 */
	Flux<JobLine> lines();

	/**
	 * Read stdout from the first byte on.
	 * @return the stream, as {@link #stdout(long)} describes it
	 */
	default InputStream stdout() {
		return stdout(0);
	}

	/**
	 * Read stdout. A read waits for output; the stream ends when the job has ended and
	 * all is read, and throws an {@link java.io.IOException} if the job cannot be
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
	 * Read stderr, as {@link #stdout(long)}.
	 * @param offset where to begin, in bytes
	 * @return a new stream, which the caller closes
	 */
	InputStream stderr(long offset);

	/**
	 * End the job within ten seconds, as {@link #kill(Duration)}.
	 * @return the status after that
	 */
	default JobStatus kill() {
		return kill(Duration.ofSeconds(10));
	}

	/**
	 * End the command and all of its process group, with SIGTERM, and SIGKILL for what is
	 * left after a grace period. Has no effect if the job has ended.
	 * @param gracePeriod the time in between, at most two minutes
	 * @return the status after that
	 */
	JobStatus kill(Duration gracePeriod);

	/**
	 * Send a signal to the command's process group, once. Has no effect if the job has
	 * ended.
	 * @param signal the signal's name without SIG, such as {@code HUP}, or its number
	 * @return the status after that
	 */
	JobStatus kill(String signal);

	/**
	 * Remove a job that has ended from the computer, with its output. Its id is free
	 * then. Has no effect if there is no such job.
	 * @throws IllegalStateException if the job still runs
	 */
	void delete();

}
