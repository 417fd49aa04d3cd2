package ai.miosa.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.job.MiosaJobsAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of retries,
 * computers, sessions and jobs.
 */
@AutoConfiguration(
		after = { MiosaExecAutoConfiguration.class, MiosaSessionAutoConfiguration.class,
				MiosaJobsAutoConfiguration.class },
		afterName = { "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
@ConditionalOnBooleanProperty(name = "miosa.observations.enabled", matchIfMissing = true)
public final class MiosaMetricsAutoConfiguration {

	@Bean
	@ConditionalOnBean(ReactiveMiosaExecTemplate.class)
	MiosaExecMetrics miosaExecMetrics(ReactiveMiosaExecTemplate template) {
		return new MiosaExecMetrics(template);
	}

	@Bean
	@ConditionalOnBean(ReactiveMiosaExecTemplate.class)
	MiosaComputersMetrics miosaComputersMetrics(ReactiveMiosaExecTemplate template) {
		return new MiosaComputersMetrics(template);
	}

	@Bean
	@ConditionalOnBean(MiosaSessionRegistry.class)
	MiosaSessionMetrics miosaSessionMetrics(MiosaSessionRegistry sessions) {
		return new MiosaSessionMetrics(sessions);
	}

	@Bean
	@ConditionalOnBean(MiosaJobs.class)
	MiosaJobsMetrics miosaJobsMetrics(MiosaJobs jobs) {
		return new MiosaJobsMetrics(jobs);
	}

}
