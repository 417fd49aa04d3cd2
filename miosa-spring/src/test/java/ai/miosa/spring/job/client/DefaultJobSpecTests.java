package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.job.JobSpec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

class DefaultJobSpecTests {

	private static final JobKey KEY = new JobKey("a", "1f");

	@Test
	void commandAndEnvironmentAreInNoArgumentAndNoText() {
		DefaultJobSpec job = ScriptedComputer.job("secret-command")
			.env("NAME", "secret-value")
			.workingDirectory("/secret-directory");
		assertThat(job.arguments(KEY)).noneMatch((argument) -> argument.contains("secret"));
		assertThat(job.toString()).doesNotContain("secret", "NAME");
	}

	@Test
	void durationsAreWholeSecondsRoundedUp() {
		DefaultJobSpec job = ScriptedComputer.job("true", Duration.ofDays(7))
			.timeout(Duration.ofMillis(1))
			.killGracePeriod(Duration.ofMillis(1001));
		assertThat(job.arguments(KEY, "")).endsWith("604800", "2", "1", "", "", "");
		assertThat(job.arguments(KEY)).endsWith("2", "1", "", "");
		job.maxOutput(DataSize.ofBytes(3000)).retention(Duration.ofMillis(1001));
		assertThat(job.arguments(KEY)).endsWith("2", "1", "2", "2");
	}

	@Test
	void orderOfVariablesMakesNoDifference() {
		assertThat(ScriptedComputer.job("true").env("A", "1").env("B", "2").arguments(KEY))
			.isEqualTo(ScriptedComputer.job("true").env("B", "2").env("A", "1").arguments(KEY));
	}

	@Test
	void restartNeedsAnId() {
		assertThatIllegalStateException().isThrownBy(ScriptedComputer.job("true")::restartMono);
	}

	@Test
	void specificationOfOthersIsRejected() {
		assertThatIllegalArgumentException().isThrownBy(() -> JobStarts.start(List.of(mock(JobSpec.class))))
			.withMessageContaining("MiosaJobs.job");
	}

	@Test
	@Tag("thorough")
	void environmentThatIsTooLargeIsRejected() {
		DefaultJobSpec job = ScriptedComputer.job("true").env("A", "x".repeat(120_000));
		assertThatIllegalArgumentException().isThrownBy(job::startMono).withMessageContaining("environment");
	}

}
