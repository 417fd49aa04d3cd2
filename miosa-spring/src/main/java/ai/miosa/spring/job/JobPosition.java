package ai.miosa.spring.job;

import org.springframework.util.Assert;

import ai.miosa.spring.session.SessionStream;

/**
 * A position in the output of a job.
 *
 * @param stdout the offset in stdout, in bytes
 * @param stderr the offset in stderr, in bytes
 */
public record JobPosition(long stdout, long stderr) {

	/**
	 * The position before the first byte.
	 */
	public static final JobPosition START = new JobPosition(0, 0);

	/**
	 * Create a position.
	 * @throws IllegalArgumentException if an offset is negative
	 */
	public JobPosition {
		Assert.isTrue(stdout >= 0 && stderr >= 0, "The offsets must not be negative");
	}

	/**
	 * Return the position after a piece of output, to follow the job from there.
	 * @param output the piece
	 * @return the position
	 */
	public JobPosition after(JobOutput output) {
		long end = output.offset() + output.size();
		return (output.stream() == SessionStream.STDOUT) ? new JobPosition(end, this.stderr)
				: new JobPosition(this.stdout, end);
	}

}
