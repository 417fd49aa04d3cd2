package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.util.Assert;

import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobStatus;

/**
 * Requests and decodes reports.
 */
final class JobReports {

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(280);

	private JobReports() {
	}

	/**
	 * Return the arguments of the script for a report, followed by those of the job.
	 */
	static String[] arguments(String verb, Duration timeout, int excerpt, String... job) {
		Assert.isTrue(!timeout.isNegative() && timeout.compareTo(MAX_TIMEOUT) <= 0,
				"The time to wait must not exceed 280 s");
		Assert.isTrue(excerpt >= 0, "The excerpt must not be negative");
		return Stream.concat(Stream.of(verb, DefaultJobSpec.seconds(timeout), String.valueOf(excerpt)), Stream.of(job))
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
