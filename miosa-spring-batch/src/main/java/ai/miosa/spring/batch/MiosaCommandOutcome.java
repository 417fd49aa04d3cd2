package ai.miosa.spring.batch;

import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;

/**
 * How the command of an item ended: with an exit code, killed, timed out, or lost.
 *
 * @param <I> the type of the item
 * @param item the item
 * @param computerId the computer that ran the command
 * @param status the final status of the job that ran it
 */
public record MiosaCommandOutcome<I>(I item, String computerId, JobStatus status) {

	/**
	 * Return whether the command has succeeded.
	 * @return whether it has ended with exit code 0
	 */
	public boolean isSuccessful() {
		return this.status.state() == JobState.EXITED && Integer.valueOf(0).equals(this.status.exitCode());
	}

}
