package ai.miosa.spring.boot.autoconfigure.health;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.beans.factory.ListableBeanFactory;
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

import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

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
			MiosaConnectionDetails connectionDetails, ReactiveMiosaExecOperations miosa,
			ListableBeanFactory beanFactory) {
		Map<String, MiosaHealthIndicator> indicators = new LinkedHashMap<>();
		Stream.concat(Stream.ofNullable(connectionDetails.getComputerId()), properties.computers().stream())
			.forEach((computer) -> indicators.put(computer,
					new MiosaHealthIndicator(miosa, computer, properties.timeout())));
		if (indicators.isEmpty()) {
			indicators.put("api", new MiosaHealthIndicator(miosa, null, properties.timeout()));
		}
		derivedTemplates(miosa, beanFactory).forEach((name, template) -> indicators.put(name,
				new MiosaHealthIndicator(template, template.getComputerId(), properties.timeout())));
		return (indicators.size() == 1) ? indicators.values().iterator().next()
				: CompositeReactiveHealthContributor.fromMap(indicators);
	}

	/**
	 * Return the templates that the application has derived, by the names of their beans.
	 */
	private static Map<String, ReactiveMiosaExecTemplate> derivedTemplates(ReactiveMiosaExecOperations miosa,
			ListableBeanFactory beanFactory) {
		Map<String, ReactiveMiosaExecTemplate> templates = beanFactory.getBeansOfType(ReactiveMiosaExecTemplate.class);
		templates.values().removeIf((template) -> template == miosa);
		return templates;
	}

}
