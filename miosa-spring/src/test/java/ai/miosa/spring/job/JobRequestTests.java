package ai.miosa.spring.job;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class JobRequestTests {

	@Test
	void commandAndEnvironmentAreInNoArgumentAndNoText() {
		JobOptions options = JobOptions.builder()
			.env("NAME", "secret-value")
			.workingDirectory("/secret-directory")
			.build();
		JobRequest request = new JobRequest("a", "secret-command", options);
		assertThat(request.arguments(Duration.ZERO)).noneMatch((argument) -> argument.contains("secret"));
		assertThat(request.toString() + options).doesNotContain("secret", "NAME");
	}

	@Test
	void durationsAreWholeSecondsRoundedUp() {
		JobOptions options = JobOptions.builder()
			.timeout(Duration.ofMillis(1))
			.killGracePeriod(Duration.ofMillis(1001))
			.build();
		assertThat(new JobRequest("a", "true", options).arguments(Duration.ofDays(7))).endsWith("604800", "2", "1");
	}

	@Test
	void orderOfVariablesMakesNoDifference() {
		JobOptions one = JobOptions.builder().env("A", "1").env("B", "2").build();
		JobOptions other = JobOptions.builder().env("B", "2").env("A", "1").build();
		assertThat(new JobRequest("a", "true", one).arguments(Duration.ZERO))
			.isEqualTo(new JobRequest("a", "true", other).arguments(Duration.ZERO));
	}

	@Test
	void environmentThatIsTooLargeIsRefused() {
		JobOptions options = JobOptions.builder().env("A", "x".repeat(120_000)).build();
		assertThatIllegalArgumentException().isThrownBy(() -> new JobRequest("a", "true", options))
			.withMessageContaining("environment");
	}

}
