package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

/**
 * {@link ApplicationContextInitializer} that fails the startup of an application on an
 * unsupported version of Spring Boot. It uses only what Spring Boot 3 also has, and runs
 * before the auto-configurations, which would fail there because of a missing class.
 */
final class SpringBootVersionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext applicationContext) {
		check(SpringBootVersion.getVersion());
	}

	static void check(@Nullable String version) {
		if (version != null && version.matches("[1-3]\\..*")) {
			throw new MiosaConfigurationException(
					"The MIOSA starter needs Spring Boot 4.0 or later, and this application runs on Spring Boot "
							+ version + ".",
					"Upgrade the application to Spring Boot 4, or remove the MIOSA starter.");
		}
	}

}
