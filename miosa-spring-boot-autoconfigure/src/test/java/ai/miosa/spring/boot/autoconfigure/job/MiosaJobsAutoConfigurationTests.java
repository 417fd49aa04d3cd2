package ai.miosa.spring.boot.autoconfigure.job;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.exec.ReactiveMiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaJobsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaJobsAutoConfiguration.class));

	private final ApplicationContextRunner contextRunnerWithOperations = this.contextRunner
		.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class));

	@Test
	void definesJobsOverAnyOperations() {
		this.contextRunnerWithOperations.run((context) -> assertThat(context).hasSingleBean(MiosaJobs.class));
	}

	@Test
	void backsOffWithoutOperations() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MiosaJobs.class));
	}

	@Test
	void backsOffForUsersJobs() {
		this.contextRunnerWithOperations.withBean("mine", MiosaJobs.class, () -> mock(MiosaJobs.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaJobs.class).doesNotHaveBean("miosaJobs"));
	}

	@Test
	void negativeRetentionIsExplained() {
		this.contextRunnerWithOperations.withPropertyValues("miosa.jobs.retention=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContainingAll("'miosa.jobs.retention'", "must not be negative"));
	}

}
