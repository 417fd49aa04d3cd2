package ai.miosa.spring.boot.autoconfigure;

import java.net.http.HttpClient;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Registers reflection hints for native images.
 */
final class MiosaRuntimeHints implements RuntimeHintsRegistrar {

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		// The JDK's client can be shut down since Java 21
		hints.reflection().registerType(HttpClient.class, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.resources().registerPattern("ai/miosa/spring/job/jobs.sh");
	}

}
