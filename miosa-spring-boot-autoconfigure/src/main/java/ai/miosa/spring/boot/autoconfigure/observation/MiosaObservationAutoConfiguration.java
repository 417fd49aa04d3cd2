package ai.miosa.spring.boot.autoconfigure.observation;

import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationConvention;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for observations of MIOSA.
 */
@AutoConfiguration(after = MiosaAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass({ ObservationRegistry.class, WebClient.class })
@ConditionalOnBean({ ObservationRegistry.class, MiosaEndpoint.class })
public final class MiosaObservationAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MiosaObservationAutoConfiguration.class);

	@Bean
	@ConditionalOnBooleanProperty(name = "miosa.observations.enabled", matchIfMissing = true)
	@ConditionalOnBooleanProperty("miosa.observations.include-content")
	@ConditionalOnMissingBean
	ExecObservationConvention miosaExecObservationConvention() {
		logger.warn("Traces carry the commands, environment variables and output of MIOSA executions, which may be "
				+ "secret. Set 'miosa.observations.include-content' to false if that is not intended.");
		return new DefaultExecObservationConvention(true);
	}

	@Bean
	BaseUrlQueryFilter miosaBaseUrlQueryFilter(MiosaEndpoint endpoint) {
		return new BaseUrlQueryFilter(endpoint);
	}

}
