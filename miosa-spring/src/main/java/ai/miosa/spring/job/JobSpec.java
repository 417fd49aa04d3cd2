package ai.miosa.spring.job;

import java.time.Duration;

import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandOptions;

/**
 * Specifies a job and starts it. Not thread-safe.
 *
 * @see MiosaJobs#job
 */
public interface JobSpec extends CommandOptions.Setters<JobSpec> {

	/**
	 * Return the computer on which the job will run.
	 * @return the computer's id
	 */
	String getComputerId();

	/**
	 * Set the id, by which the job is found again and which makes its start idempotent. A
	 * random id by default.
	 * @param id the id, any text of at most 200 characters; each byte other than a
	 * letter, digit, hyphen, underscore or dot counts as three
	 * @return this specification
	 * @throws IllegalArgumentException if it is empty, too long or not valid Unicode
	 */
	JobSpec id(String id);

	/**
	 * Set the time limit of the command in whole seconds; a fraction is rounded up. The
	 * computer enforces it, whether or not the job is followed.
	 * @param timeout the timeout, positive; no limit by default
	 * @return this specification
	 * @throws IllegalArgumentException if the timeout is not positive
	 */
	JobSpec timeout(Duration timeout);

	/**
	 * Set how long the command may take to end after its timeout before it is killed.
	 * @param killGracePeriod the time between SIGTERM and SIGKILL, 10 seconds by default,
	 * in whole seconds; a fraction is rounded up
	 * @return this specification
	 * @throws IllegalArgumentException if it is negative
	 */
	JobSpec killGracePeriod(Duration killGracePeriod);

	/**
	 * Limit how much of each stream is kept. A command that writes more receives SIGPIPE,
	 * or an error if it ignores that.
	 * @param maxOutput the size, at least 1 KB; a fraction of a KB is ignored. Limited
	 * only by the disk by default
	 * @return this specification
	 * @throws IllegalArgumentException if the size is less than 1 KB
	 */
	JobSpec maxOutput(DataSize maxOutput);

	/**
	 * Set a shorter retention for this job, which is removed when a job is started after
	 * it.
	 * @param retention the time after the end of the job, in whole seconds; a fraction is
	 * rounded up
	 * @return this specification
	 * @throws IllegalArgumentException if it is negative
	 */
	JobSpec retention(Duration retention);

	/**
	 * Start the job, or attach to the existing one with that id. As long as the job is on
	 * the computer, its command runs only once, however often it is started. A start that
	 * fails is therefore repeated, up to five attempts in all.
	 * @return the job
	 * @throws MiosaJobConflictException if the id belongs to a job with another command,
	 * environment or directory
	 * @throws IllegalArgumentException if the environment exceeds 120,000 bytes
	 * @see MiosaJob#isNew()
	 */
	MiosaJob start();

	/**
	 * Start the job without blocking, like {@link #start()}. Each subscription starts the
	 * same job.
	 * @return the job
	 */
	Mono<MiosaJob> startMono();

	/**
	 * Start a new attempt: like {@link #start()}, but replace the job under the id if it
	 * has ended, with its output. The command of the new attempt runs once, however many
	 * requests are needed, and only the attempt that was found is replaced.
	 * @return the job, not {@link MiosaJob#isNew() new} if an attempt was running
	 * @throws MiosaJobConflictException if the running attempt has another command,
	 * environment or directory
	 * @throws IllegalStateException if no id was set
	 */
	MiosaJob restart();

	/**
	 * Start a new attempt without blocking, like {@link #restart()}. Takes two requests.
	 * @return the job
	 */
	Mono<MiosaJob> restartMono();

	/**
	 * Start the job like {@link #start()}, wait for its end, and return a report, in a
	 * single request. A job that takes longer continues to run.
	 * @param timeout how long to wait, at most 280 seconds
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 * @throws MiosaJobConflictException if the id belongs to a job with another command,
	 * environment or directory
	 * @throws IllegalArgumentException if an argument is out of range, or the environment
	 * exceeds 120,000 bytes
	 */
	JobReport run(Duration timeout, int excerpt);

	/**
	 * Start the job without blocking, like {@link #run}. Each subscription starts the
	 * same job.
	 * @param timeout how long to wait, at most 280 seconds
	 * @param excerpt the number of bytes to return of each end of a stream
	 * @return the report
	 */
	Mono<JobReport> runMono(Duration timeout, int excerpt);

}
