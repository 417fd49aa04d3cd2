package ai.miosa.spring.boot.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link SpringBootVersionCheck}.
 */
class SpringBootVersionCheckTests {

	@ParameterizedTest
	@ValueSource(strings = { "4.0.9", "4.1.2", "10.0.0" })
	void acceptsSpringBoot4AndLater(String version) {
		assertThatNoException().isThrownBy(() -> SpringBootVersionCheck.check(version));
	}

	@Test
	void rejectsSpringBoot3() {
		assertThatExceptionOfType(MiosaConfigurationException.class)
			.isThrownBy(() -> SpringBootVersionCheck.check("3.5.9"))
			.extracting(MiosaConfigurationException::getDescription)
			.isEqualTo("The MIOSA starter needs Spring Boot 4.0 or later, and this application runs on "
					+ "Spring Boot 3.5.9.");
	}

}
