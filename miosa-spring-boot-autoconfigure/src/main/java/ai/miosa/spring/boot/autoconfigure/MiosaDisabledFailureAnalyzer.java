package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import ai.miosa.spring.MiosaException;

/**
 * Failure analyzer for a missing bean of the MIOSA support while it is disabled.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MiosaDisabledFailureAnalyzer extends AbstractFailureAnalyzer<NoSuchBeanDefinitionException> {

	private final Environment environment;

	MiosaDisabledFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause) {
		Class<?> type = (cause.getResolvableType() != null) ? cause.getResolvableType().resolve() : null;
		if (type == null || !type.getName().startsWith(MiosaException.class.getPackageName() + ".")
				|| this.environment.getProperty("miosa.enabled", Boolean.class, true)) {
			return null;
		}
		return new FailureAnalysis(
				"A bean of type " + type.getName()
						+ " is required, but the MIOSA support is disabled by 'miosa.enabled=false'.",
				"Set 'miosa.enabled' to true, or do not require the bean: inject an ObjectProvider of it.", cause);
	}

}
