package ai.miosa.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

/**
 * Failure analyzer for a {@link MiosaConfigurationException}, with precedence over the
 * analyzers of binding failures that wrap it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class MiosaConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<MiosaConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MiosaConfigurationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
	}

}
