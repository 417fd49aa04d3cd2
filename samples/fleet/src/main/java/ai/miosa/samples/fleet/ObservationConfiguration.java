package ai.miosa.samples.fleet;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Observations, of which this application needs no more than their number.
 */
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {

	@Bean
	ObservationRegistry observationRegistry(Progress progress) {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(progress);
		return registry;
	}

}
