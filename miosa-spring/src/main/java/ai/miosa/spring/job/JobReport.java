package ai.miosa.spring.job;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.Assert;

/**
 * The status of a job with both ends of its output.
 *
 * @param status the status
 * @param directory the path on the computer of the directory with the complete output, in
 * the files {@code stdout} and {@code stderr}
 * @param output the pieces of both streams: the beginning and, if that is not all, the
 * end
 * @param diskFull whether the computer's disk was full after the end of the job, so that
 * output may be lost
 */
public record JobReport(JobStatus status, String directory, List<JobOutput> output, boolean diskFull) {

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(280);

	/**
	 * Return the arguments of the script for a report, followed by those of the job.
	 */
	static String[] arguments(String verb, Duration timeout, int excerpt, String... job) {
		Assert.isTrue(!timeout.isNegative() && timeout.compareTo(MAX_TIMEOUT) <= 0,
				"The time to wait must not exceed 280 s");
		Assert.isTrue(excerpt >= 0, "The excerpt must not be negative");
		return Stream.concat(Stream.of(verb, JobSpec.seconds(timeout), String.valueOf(excerpt)), Stream.of(job))
			.toArray(String[]::new);
	}

	/**
	 * Return the report for an answer of the script without a rejection.
	 */
	static JobReport of(List<JobEvent> events) {
		List<JobStatus> statuses = JobEvent.statuses(events);
		return new JobReport(statuses.get(statuses.size() - 1),
				JobEvent.all(events, JobEvent.Directory.class).get(0).path(),
				JobEvent.all(events, JobEvent.Output.class).stream().map(JobEvent.Output::output).toList(),
				events.contains(JobEvent.Mark.FULL));
	}

}
