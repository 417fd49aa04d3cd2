package ai.miosa.spring.job;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

/**
 * Jobs on MIOSA computers: commands that outlive the connection, this application, and
 * the time limit of a one-shot. <pre class="code">
 * MiosaJob job = jobs.job("cmp_123", "make test").id("build-42").start();
 * …
 * MiosaJob job = jobs.attach("cmp_123", "build-42");
 * int exitCode = job.await(Duration.ofHours(2));
 * </pre>
 * <p>
 * A job leaves a directory below {@code /var/tmp} on the computer, which only its user
 * can read, with the command, its environment, its output and its outcome. It is removed
 * by {@link MiosaJob#delete()}, or when a job is started after the retention has passed.
 * The computer needs bash 4.4, coreutils and util-linux.
 * <p>
 * Each operation has a blocking and a reactive form. The blocking one throws an
 * {@link IllegalStateException} on a thread that must not block, and otherwise what
 * {@link ai.miosa.spring.core.MiosaExecOperations} does; the reactive one signals it and
 * sends nothing before the subscription. Thread-safe.
 */
public interface MiosaJobs {

	/**
	 * Specify a job.
	 * @param computerId the computer to run it on
	 * @param command the command, run by bash with an empty stdin; at most 120,000 bytes
	 * @return the specification, to be started
	 * @throws IllegalArgumentException if an argument cannot be sent
	 */
	JobSpec job(String computerId, String command);

	/**
	 * Return a job that was started before. Nothing is sent. The handle represents the
	 * job that is first found with the id.
	 * @param computerId the computer it is on
	 * @param jobId the job's id
	 * @return the job
	 * @throws IllegalArgumentException if an argument cannot be an id
	 */
	MiosaJob attach(String computerId, String jobId);

	/**
	 * List the jobs on a computer.
	 * @param computerId the computer
	 * @return the status of each
	 */
	List<JobStatus> list(String computerId);

	/**
	 * List the jobs on a computer without blocking.
	 * @param computerId the computer
	 * @return the status of each
	 */
	Mono<List<JobStatus>> listMono(String computerId);

	/**
	 * Request the status of many jobs of a computer, with up to 100 jobs per request.
	 * @param computerId the computer
	 * @param jobIds the ids of the jobs
	 * @return the statuses by the ids of the jobs, without the jobs that do not exist
	 */
	Map<String, JobStatus> statuses(String computerId, Collection<String> jobIds);

	/**
	 * Request the status of many jobs without blocking, like {@link #statuses}.
	 * @param computerId the computer
	 * @param jobIds the ids of the jobs
	 * @return the statuses by the ids of the jobs
	 */
	Mono<Map<String, JobStatus>> statusesMono(String computerId, Collection<String> jobIds);

	/**
	 * Start many jobs. Each is started like {@link JobSpec#start()}: once, however often
	 * it is started under one id. One request starts up to 100 jobs of a computer, or 256
	 * KiB of commands and environments. At most 16 computers are addressed at a time.
	 * @param jobs the jobs, on any number of computers
	 * @return the results in the order of the jobs. If a computer cannot be reached, its
	 * jobs share the failure
	 * @throws IllegalArgumentException if an environment exceeds 120,000 bytes, or a
	 * specification is not of {@link #job}; nothing was sent
	 */
	List<JobStart> startAll(List<JobSpec> jobs);

	/**
	 * Start many jobs without blocking, like {@link #startAll}. Each subscription starts
	 * the same jobs.
	 * @param jobs the jobs, on any number of computers
	 * @return the results in the order of the jobs
	 */
	Mono<List<JobStart>> startAllMono(List<JobSpec> jobs);

	/**
	 * Return the number of subscribers that follow output.
	 * @return the current number of followers
	 */
	int getFollowers();

	/**
	 * Return how often a lost connection was reopened to follow output or to wait.
	 * @return the number of reconnections since this was built
	 */
	long getReconnections();

	/**
	 * Settings of jobs.
	 *
	 * @param sessions whether jobs are followed over sessions. Otherwise they are polled
	 * by one-shot calls, for networks that block WebSockets
	 * @param retention how long jobs stay on a computer's disk after their end. They are
	 * removed when another is started
	 * @param callTimeout how long the computer may take to start a job or to answer about
	 * one, at most a minute
	 * @param listeners called at the ends of jobs, in this order
	 */
	record Settings(boolean sessions, Duration retention, Duration callTimeout, Iterable<MiosaJobListener> listeners) {

		/**
		 * The default settings: sessions, 7 days, 20 seconds and no listeners.
		 */
		public static final Settings DEFAULT = new Settings(true, Duration.ofDays(7), Duration.ofSeconds(20),
				List.of());

		/**
		 * Create settings.
		 * @throws IllegalArgumentException if a duration is out of range
		 */
		public Settings {
			Assert.isTrue(!retention.isNegative(), "The retention must not be negative");
			Assert.isTrue(callTimeout.toMillis() > 0 && callTimeout.compareTo(Duration.ofMinutes(1)) <= 0,
					"The call timeout must be positive and at most a minute");
		}

	}

}
