package ai.miosa.spring.boot.autoconfigure.actuate;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.boot.actuate.MiosaSessionsEndpoint;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaSessionsEndpoint}.
 */
@AutoConfiguration(after = MiosaSessionAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(MiosaSessionRegistry.class)
@ConditionalOnAvailableEndpoint(MiosaSessionsEndpoint.class)
public final class MiosaSessionsEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MiosaSessionsEndpoint miosaSessionsEndpoint(MiosaSessionRegistry registry) {
		return new MiosaSessionsEndpoint(registry);
	}

}
