package ai.miosa.spring.job;

import ai.miosa.spring.MiosaException;

/**
 * Failure of a job that ended without an exit code.
 */
public class MiosaJobFailedException extends MiosaException {

	private final JobStatus jobStatus;

	/**
	 * Create an exception.
	 * @param message what happened
	 * @param computerId the computer of the job
	 * @param jobStatus how the job ended
	 */
	public MiosaJobFailedException(String message, String computerId, JobStatus jobStatus) {
		super(message, computerId, true, null);
		this.jobStatus = jobStatus;
	}

	/**
	 * Return how the job ended.
	 * @return the status, whose state is neither {@link JobState#RUNNING} nor
	 * {@link JobState#EXITED}
	 */
	public JobStatus getJobStatus() {
		return this.jobStatus;
	}

}
