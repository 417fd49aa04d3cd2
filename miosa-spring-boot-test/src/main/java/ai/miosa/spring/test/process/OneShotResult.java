package ai.miosa.spring.test.process;

import java.time.Duration;

/**
 * Outcome of a command.
 *
 * @param end why it ended
 * @param exitCode the exit code of a command that has {@link End#EXITED}, else -1
 * @param duration how long it ran
 */
public record OneShotResult(End end, int exitCode, Duration duration) {

	@Override
	public String toString() {
		return "OneShotResult[end=%s, exitCode=%d]".formatted(this.end, this.exitCode);
	}

	/**
	 * Reasons for the end of a command.
	 */
	public enum End {

		/** It ended on its own. */
		EXITED,

		/** It was killed at its deadline. */
		TIMED_OUT,

		/** It was killed because it wrote too much. */
		OUTPUT_TOO_LARGE,

		/** The machine was shut down. */
		POWER_OFF

	}

}
