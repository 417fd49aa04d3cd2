package ai.miosa.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Failure analyzer for a {@link MiosaConfigurationException}, ahead of those for the
 * failures of binding around it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MiosaConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<MiosaConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MiosaConfigurationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
	}

}
