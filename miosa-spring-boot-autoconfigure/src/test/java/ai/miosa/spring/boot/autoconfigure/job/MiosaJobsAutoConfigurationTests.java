package ai.miosa.spring.boot.autoconfigure.job;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.job.MiosaJobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaJobsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaJobsAutoConfiguration.class));

	private final ApplicationContextRunner contextRunnerWithTemplate = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
				SslAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void definesTheJobsOfTheTemplate() {
		this.contextRunnerWithTemplate.run((context) -> assertThat(context).getBean(MiosaJobs.class)
			.isSameAs(context.getBean(ReactiveMiosaExecTemplate.class).jobs()));
	}

	@Test
	void backsOffWithoutTemplate() {
		this.contextRunner.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MiosaJobs.class));
	}

	@Test
	@Tag("thorough")
	void backsOffForUsersJobs() {
		this.contextRunnerWithTemplate.withBean("mine", MiosaJobs.class, () -> mock(MiosaJobs.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaJobs.class).doesNotHaveBean("miosaJobs"));
	}

	@Test
	void negativeRetentionIsExplained() {
		this.contextRunnerWithTemplate.withPropertyValues("miosa.jobs.retention=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContainingAll("'miosa.jobs.retention'", "must not be negative"));
	}

}
