package ai.miosa.spring.boot.autoconfigure;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Failure analyzer for a {@link MiosaConfigurationException}.
 */
final class MiosaConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<MiosaConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, MiosaConfigurationException cause) {
		return new FailureAnalysis(cause.getDescription(), cause.getAction(), cause);
	}

}
