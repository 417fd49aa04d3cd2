package ai.miosa.spring.boot.autoconfigure.job;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.boot.autoconfigure.ConditionalOnMissingUserBean;
import ai.miosa.spring.boot.autoconfigure.MiosaPropertyMapper;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.observation.MiosaObservationProperties;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaJobs}.
 */
@AutoConfiguration(after = MiosaExecAutoConfiguration.class)
@ConditionalOnBean(ReactiveMiosaExecTemplate.class)
@EnableConfigurationProperties(MiosaJobsProperties.class)
public final class MiosaJobsAutoConfiguration {

	@Bean
	@ConditionalOnMissingUserBean(MiosaJobs.class)
	MiosaJobs miosaJobs(MiosaJobsProperties properties, MiosaObservationProperties observations,
			ReactiveMiosaExecOperations operations, ObjectProvider<MiosaSessionClient> sessions,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ExecObservationConvention> observationConvention) {
		MiosaJobs.Builder builder = MiosaJobs.builder(operations)
			.sessions(properties.sessions() && sessions.getIfAvailable() != null)
			.observationRegistry(observations.enabled()
					? observationRegistry.getIfAvailable(() -> ObservationRegistry.NOOP) : ObservationRegistry.NOOP)
			.observationConvention(observationConvention.getIfAvailable());
		MiosaPropertyMapper.apply("miosa.jobs.retention", properties.retention(), builder::retention);
		return builder.build();
	}

}
