package ai.miosa.spring.job;

import java.util.List;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.ComputerStartingException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSessionLostException;

/**
 * What goes wrong with jobs, and what of it may pass.
 */
final class JobFailures {

	private JobFailures() {
	}

	/**
	 * Return whether a call that does the same however often it is made is worth making
	 * again.
	 */
	static boolean isTransient(Throwable failure) {
		return failure instanceof MiosaConnectionException || failure instanceof MiosaServerException
				|| failure instanceof MiosaTimeoutException || failure instanceof MiosaRateLimitedException
				|| failure instanceof ComputerStartingException || failure instanceof MiosaMalformedResponseException
				|| failure instanceof MiosaSessionLostException || failure instanceof JobAnswerException;
	}

	/**
	 * Return whether one who waits for a job may see the computer again. It is not
	 * running for a while when it is rebooted.
	 */
	static boolean isAway(Throwable failure) {
		return isTransient(failure) || failure instanceof ComputerNotRunningException
				|| failure instanceof MiosaConflictException;
	}

	/**
	 * Return the answer unless it is a refusal.
	 */
	static List<JobEvent> checkNoRefusal(List<JobEvent> answer, String computerId, String jobId) {
		for (JobEvent event : answer) {
			if (event instanceof JobEvent.Refusal refusal) {
				throw of(refusal, computerId, jobId);
			}
		}
		return answer;
	}

	static RuntimeException of(JobEvent.Refusal refusal, String computerId, String jobId) {
		String job = "Job " + jobId;
		return switch (refusal.reason()) {
			case "unknown" -> new MiosaJobNotFoundException(
					job + " is not known: it was never started, or has been removed since", computerId);
			case "conflict" -> new MiosaJobConflictException(
					job + " has another command, environment or directory: choose another id, or delete the job first",
					computerId);
			case "running" -> new IllegalStateException(job + " still runs: kill it before deleting it");
			case "directory" -> new MiosaException(job + " was not started: its working directory does not exist",
					computerId, false, null);
			case "unwritable" -> new MiosaException(job + " was not started or removed: ~/.miosa/jobs cannot be"
					+ " written. Look at its permissions and the space on the disk", computerId, false, null);
			case "missing" -> new MiosaException(
					job + " was not started: " + refusal.detail()
							+ " is missing on the computer. Install bash, coreutils and util-linux",
					computerId, false, null);
			case "truncated" -> new MiosaException(job + " has less of " + refusal.detail()
					+ " than asked for: wrong offset, or removed by the command", computerId, true, null);
			default -> new JobAnswerException(job + " was refused for a reason that is not known", computerId);
		};
	}

}
