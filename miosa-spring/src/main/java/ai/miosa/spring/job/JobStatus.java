package ai.miosa.spring.job;

import java.io.Serializable;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The status of a job at one moment. An exit code is never invented.
 *
 * @param jobId the job's id
 * @param incarnation distinguishes the job from earlier and later ones with the same id
 * @param state the state
 * @param exitCode the exit code, 0 to 255, if the job has {@link JobState#EXITED}
 * @param signal the number of the signal, if the job was {@link JobState#KILLED}
 * @param startedAt when the job was started, by the computer's clock, to the second
 * @param endedAt when it ended, or {@code null} if it is running or the time is unknown
 * @param stdoutSize the bytes that the command has written to stdout
 * @param stderrSize the bytes that the command has written to stderr
 */
public record JobStatus(String jobId, String incarnation, JobState state, @Nullable Integer exitCode,
		@Nullable Integer signal, Instant startedAt, @Nullable Instant endedAt, long stdoutSize,
		long stderrSize) implements Serializable {

	/**
	 * Return whether the job has ended.
	 * @return whether the state is final
	 */
	public boolean isEnded() {
		return this.state != JobState.RUNNING;
	}

}
