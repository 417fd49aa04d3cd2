package ai.miosa.spring.job.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJobConflictException;
import ai.miosa.spring.job.MiosaJobNotFoundException;

/**
 * A part of the script's answer.
 */
sealed interface JobEvent {

	/**
	 * Return the events of a type.
	 */
	static <E extends JobEvent> List<E> all(List<JobEvent> events, Class<E> type) {
		return events.stream().filter(type::isInstance).map(type::cast).toList();
	}

	/**
	 * Return the statuses among the events.
	 */
	static List<JobStatus> statuses(List<JobEvent> events) {
		return all(events, Status.class).stream().map(Status::status).toList();
	}

	/**
	 * Return the events unless one is a rejection.
	 * @throws RuntimeException the rejection
	 */
	static List<JobEvent> check(List<JobEvent> events, String computerId, String jobId) {
		for (JobEvent event : events) {
			if (event instanceof Rejection rejection) {
				throw rejection.toException(computerId, jobId);
			}
		}
		return events;
	}

	/**
	 * The status of a job.
	 *
	 * @param status the status
	 */
	record Status(JobStatus status) implements JobEvent {
	}

	/**
	 * The beginning of the answer to a request of a session.
	 *
	 * @param number the number of the request
	 */
	record Answer(long number) implements JobEvent {
	}

	/**
	 * The job that was found, if only its id was given.
	 *
	 * @param job the job
	 */
	record Found(JobKey job) implements JobEvent {
	}

	/**
	 * A piece of output.
	 *
	 * @param output the piece
	 */
	record Output(JobOutput output) implements JobEvent {
	}

	/**
	 * The directory of the job.
	 *
	 * @param path its path on the computer
	 */
	record Directory(String path) implements JobEvent {
	}

	/**
	 * A rejection.
	 *
	 * @param reason the reason, a word
	 * @param detail what it is about, possibly empty
	 */
	record Rejection(String reason, String detail) implements JobEvent {

		/**
		 * Return whether nothing is known of any job, whichever was asked for.
		 */
		boolean isOfAllJobs() {
			return this.reason.equals("foreign");
		}

		RuntimeException toException(String computerId, String jobId) {
			String job = "Job " + jobId;
			return switch (this.reason) {
				case "unknown" -> new MiosaJobNotFoundException(job + " does not exist, or was removed", computerId);
				case "conflict" -> new MiosaJobConflictException(job
						+ " has another command, environment or directory: choose another id, or delete the job first",
						computerId);
				case "running" -> new IllegalStateException(job + " is still running: kill it before you delete it");
				case "directory" -> new MiosaException(job + " was not started: its working directory does not exist",
						computerId, false, null);
				case "unwritable" -> new MiosaException(
						job + " was not started or removed: the directory of jobs cannot be written;"
								+ " check the permissions of /var/tmp and the free space on the disk",
						computerId, false, null);
				case "foreign" -> new MiosaException(
						"The directory of jobs belongs to another user, or is a link; check the permissions of /var/tmp",
						computerId, false, null);
				case "missing" -> new MiosaException(
						job + " was not started: " + this.detail
								+ " is missing on the computer; install bash, coreutils and util-linux",
						computerId, false, null);
				case "truncated" -> new MiosaException(
						job + " has less output on " + this.detail
								+ " than the offset: the offset is wrong, or the command removed its output",
						computerId, true, null);
				case "unreadable" ->
					new UnreadableException(job + " has output or a state that cannot be read", computerId);
				case "signal" -> new IllegalArgumentException(job + ": the computer does not know the signal");
				default -> new MalformedException(job + " was rejected for an unknown reason", computerId);
			};
		}

	}

	/**
	 * A part of the answer without further content.
	 */
	enum Mark implements JobEvent {

		/**
		 * The disk is full.
		 */
		FULL,

		/**
		 * The end of the answer to a request of a session.
		 */
		END_OF_ANSWER,

		/**
		 * The end of the script's answer.
		 */
		END

	}

	/**
	 * An answer that is incomplete or malformed.
	 */
	class MalformedException extends MiosaException {

		MalformedException(String message, @Nullable String computerId) {
			super(message, computerId, true, null);
		}

	}

	/**
	 * An answer about one job that cannot be read, unlike those about others.
	 */
	final class UnreadableException extends MalformedException {

		UnreadableException(String message, @Nullable String computerId) {
			super(message, computerId);
		}

	}

}
