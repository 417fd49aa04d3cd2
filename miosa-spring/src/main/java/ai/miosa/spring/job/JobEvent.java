package ai.miosa.spring.job;

/**
 * What the script on the computer says.
 */
sealed interface JobEvent {

	/**
	 * The status of a job.
	 *
	 * @param status the status
	 */
	record Status(JobStatus status) implements JobEvent {
	}

	/**
	 * A piece of output.
	 *
	 * @param output the piece
	 */
	record Output(JobOutput output) implements JobEvent {
	}

	/**
	 * A refusal.
	 *
	 * @param reason the reason, a word
	 * @param detail what it is about, possibly empty
	 */
	record Refusal(String reason, String detail) implements JobEvent {
	}

	/**
	 * The end of the answer.
	 */
	enum End implements JobEvent {

		END

	}

}
