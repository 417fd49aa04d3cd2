package ai.miosa.spring.boot.autoconfigure;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeReactiveHealthContributor;
import org.springframework.boot.health.contributor.ReactiveHealthContributor;
import org.springframework.context.annotation.Bean;

import ai.miosa.spring.boot.health.MiosaHealthIndicator;
import ai.miosa.spring.exec.ReactiveMiosaExecOperations;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaHealthIndicator}.
 * The health endpoint of a servlet application adapts it.
 */
@AutoConfiguration(after = MiosaExecAutoConfiguration.class)
@ConditionalOnClass({ ReactiveHealthContributor.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ ReactiveMiosaExecOperations.class, MiosaConnectionDetails.class })
@ConditionalOnEnabledHealthIndicator("miosa")
@EnableConfigurationProperties(MiosaHealthProperties.class)
public final class MiosaHealthContributorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "miosaHealthIndicator", "miosaHealthContributor" })
	ReactiveHealthContributor miosaHealthContributor(MiosaHealthProperties properties,
			MiosaConnectionDetails connectionDetails, ReactiveMiosaExecOperations miosa) {
		Set<String> computers = new LinkedHashSet<>();
		if (connectionDetails.getComputerId() != null) {
			computers.add(connectionDetails.getComputerId());
		}
		computers.addAll(properties.getComputers());
		if (computers.size() > 1) {
			return CompositeReactiveHealthContributor.fromMap(
					computers.stream().collect(Collectors.toMap(Function.identity(), Function.identity())),
					(computer) -> new MiosaHealthIndicator(miosa, computer, properties.getTimeout()));
		}
		String computer = computers.isEmpty() ? null : computers.iterator().next();
		return new MiosaHealthIndicator(miosa, computer, properties.getTimeout());
	}

}
