package ai.miosa.spring.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.exec.ReactiveMiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.job.ReactiveMiosaJobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class MiosaJobsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaJobsAutoConfiguration.class));

	private final ApplicationContextRunner contextRunnerWithOperations = this.contextRunner
		.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class));

	@Test
	void definesJobsOverAnyOperations() {
		this.contextRunnerWithOperations.run(
				(context) -> assertThat(context).hasSingleBean(MiosaJobs.class).hasSingleBean(ReactiveMiosaJobs.class));
	}

	@Test
	void backsOffWithoutOperations() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MiosaJobs.class));
	}

	@Test
	void backsOffForUsersJobs() {
		this.contextRunnerWithOperations.withBean(MiosaJobs.class, () -> mock(MiosaJobs.class))
			.withBean(ReactiveMiosaJobs.class, () -> mock(ReactiveMiosaJobs.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaJobs.class)
				.hasSingleBean(ReactiveMiosaJobs.class)
				.doesNotHaveBean("miosaJobs")
				.doesNotHaveBean("reactiveMiosaJobs"));
	}

	@Test
	void negativeRetentionIsExplained() {
		this.contextRunnerWithOperations.withPropertyValues("miosa.jobs.retention=-1s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("retention must not be negative"));
	}

	@Test
	void countsFollowersAndReconnections() {
		ReactiveMiosaJobs jobs = mock(ReactiveMiosaJobs.class);
		given(jobs.getFollowers()).willReturn(3);
		given(jobs.getReconnections()).willReturn(5L);
		MeterRegistry registry = new SimpleMeterRegistry();
		this.contextRunnerWithOperations.withBean(ReactiveMiosaJobs.class, () -> jobs).run((context) -> {
			context.getBean(MiosaJobsMetrics.class).bindTo(registry);
			assertThat(registry.get("miosa.jobs.followers").gauge().value()).isEqualTo(3);
			assertThat(registry.get("miosa.jobs.reconnections").functionCounter().count()).isEqualTo(5);
		});
	}

	@Test
	void doesWithoutMicrometerMetrics() {
		this.contextRunnerWithOperations.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(MiosaJobs.class)
				.doesNotHaveBean("miosaJobsMetrics"));
	}

}
