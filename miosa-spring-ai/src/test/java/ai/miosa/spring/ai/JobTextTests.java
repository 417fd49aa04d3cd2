package ai.miosa.spring.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;

import static org.assertj.core.api.Assertions.assertThat;

class JobTextTests {

	private static final ToolSettings SETTINGS = new ToolSettings(Duration.ofSeconds(10), Duration.ofSeconds(20), 1000,
			DataSize.ofMegabytes(1), 2, 4, Duration.ofMinutes(1), null, Duration.ofMinutes(1), null, Map.of());

	@Test
	void fullDiskIsReportedWithTheExitCode() {
		JobStatus status = new JobStatus("ai-1", "i", JobState.EXITED, 3, null, Instant.EPOCH, Instant.EPOCH, 0, 0);
		JobReport report = new JobReport(status, "/jobs/ai-1", List.of(), true);
		assertThat(new JobText(SETTINGS).of(report, Duration.ofSeconds(1))).startsWith("exit code: 3\n")
			.contains("The disk of the computer is full, so output may be missing.");
	}

}
