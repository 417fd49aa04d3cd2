package ai.miosa.spring.job;

import org.jspecify.annotations.Nullable;

/**
 * The result of starting one of many jobs: the job, or why it was not started.
 *
 * @param computerId the computer
 * @param jobId the job's id
 * @param job the job, or {@code null} if there is a failure
 * @param failure what {@link JobSpec#start()} would have thrown, or {@code null}
 */
public record JobStart(String computerId, String jobId, @Nullable MiosaJob job, @Nullable RuntimeException failure) {

	/**
	 * Return the job.
	 * @return the job
	 * @throws RuntimeException the failure, if there is one
	 */
	public MiosaJob getOrThrow() {
		if (this.job == null) {
			throw (this.failure != null) ? this.failure : new IllegalStateException("There is neither job nor failure");
		}
		return this.job;
	}

}
