package ai.miosa.spring.job;

import java.util.List;

/**
 * Jobs on MIOSA computers: commands that outlive the connection, this application, and
 * the time limit of a one-shot.
 * <p>
 * A job leaves a directory {@code ~/.miosa/jobs/<id>} on the computer, which only its
 * user can read, with the command, its environment, its output and how it ended. It stays
 * until it is deleted, or for the retention after the job's end. The computer needs bash
 * 4.4, coreutils and util-linux.
 * <p>
 * Each method raises {@link IllegalStateException} on a thread that must not block, and
 * otherwise what {@link ai.miosa.spring.exec.MiosaExecOperations} does. Safe for use by
 * many threads.
 */
public interface MiosaJobs {

	/**
	 * Start a command as a job, with a random id.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @return the job
	 */
	default MiosaJob start(String computerId, String command) {
		return start(computerId, command, JobOptions.none());
	}

	/**
	 * Start a command as a job. The command runs once, however often it is started under
	 * one id as long as the job is on the computer: a start that is repeated attaches to
	 * the job there is. So a start that fails is tried again, five times at the most.
	 * @param computerId the computer to run it on
	 * @param command the command, run by bash, with an empty stdin; at most 120,000 bytes
	 * @param options the options
	 * @return the job
	 * @throws MiosaJobConflictException if the id belongs to a job with another command,
	 * environment or directory
	 * @throws IllegalArgumentException if an argument cannot be sent
	 */
	MiosaJob start(String computerId, String command, JobOptions options);

	/**
	 * Return a job that was started before. The computer is not asked.
	 * @param computerId the computer it is on
	 * @param jobId the job's id
	 * @return the job
	 * @throws IllegalArgumentException if an id cannot be one
	 */
	MiosaJob job(String computerId, String jobId);

	/**
	 * List the jobs on a computer.
	 * @param computerId the computer
	 * @return the status of each
	 */
	List<JobStatus> list(String computerId);

	/**
	 * Return operations that wait for the results of reactive ones.
	 * @param reactive the reactive operations
	 * @return the blocking operations
	 */
	static MiosaJobs of(ReactiveMiosaJobs reactive) {
		return new DefaultMiosaJobs(reactive);
	}

}
