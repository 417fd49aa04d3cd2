package ai.miosa.spring.job;

/**
 * The states of a job. All but {@link #RUNNING} are final.
 */
public enum JobState {

	/**
	 * The command is running.
	 */
	RUNNING,

	/**
	 * The command has ended with an exit code.
	 */
	EXITED,

	/**
	 * The command was ended by a signal from any source.
	 */
	KILLED,

	/**
	 * The computer ended the command because its timeout had passed.
	 */
	TIMED_OUT,

	/**
	 * The command is no longer running, and its outcome is unknown: the computer was
	 * rebooted, or the command was killed together with its supervisor.
	 */
	LOST

}
