package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers what a native image would otherwise lack.
 */
final class MiosaRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.resources().registerPattern("ai/miosa/spring/job/jobs.sh");
		hints.resources().registerPattern("ai/miosa/spring/ai/run-command.sh");
	}

}
