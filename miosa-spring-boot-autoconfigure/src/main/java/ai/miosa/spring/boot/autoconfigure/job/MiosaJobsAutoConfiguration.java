package ai.miosa.spring.boot.autoconfigure.job;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.boot.autoconfigure.MiosaExecTemplateCustomizer;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.ConditionalOnMissingUserBean;
import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.job.MiosaJobListener;
import ai.miosa.spring.job.MiosaJobs;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaJobs}.
 */
@AutoConfiguration(after = MiosaExecAutoConfiguration.class)
@ConditionalOnBean(ReactiveMiosaExecTemplate.class)
@EnableConfigurationProperties(MiosaJobsProperties.class)
public final class MiosaJobsAutoConfiguration {

	@Bean
	MiosaExecTemplateCustomizer miosaJobsCustomizer(MiosaJobsProperties properties,
			ObjectProvider<MiosaJobListener> listeners) {
		// Created at the first end of a job, because they may need the template
		return (builder) -> MiosaPropertyMapper.apply("miosa.jobs.retention", properties.retention(),
				(retention) -> builder.jobs(new MiosaJobs.Settings(properties.sessions(), retention,
						MiosaJobs.Settings.DEFAULT.callTimeout(), () -> listeners.orderedStream().iterator())));
	}

	@Bean
	@ConditionalOnMissingUserBean(MiosaJobs.class)
	MiosaJobs miosaJobs(ReactiveMiosaExecTemplate template) {
		return template.jobs();
	}

}
