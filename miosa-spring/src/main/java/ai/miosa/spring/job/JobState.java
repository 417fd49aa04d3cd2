package ai.miosa.spring.job;

/**
 * The states of a job. All but {@link #RUNNING} are final.
 */
public enum JobState {

	/**
	 * The command runs.
	 */
	RUNNING,

	/**
	 * The command has ended with an exit code.
	 */
	EXITED,

	/**
	 * A signal has ended the command, from whomever it came.
	 */
	KILLED,

	/**
	 * The computer has ended the command since its time was up.
	 */
	TIMED_OUT,

	/**
	 * The command runs no more, and nobody has seen how it ended: the computer was
	 * rebooted, or the command was killed together with the process that watches over it.
	 */
	LOST

}
