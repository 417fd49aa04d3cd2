package ai.miosa.spring.boot.autoconfigure.actuate;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaSanitizingFunctionTests {

	@ParameterizedTest
	@ValueSource(strings = { "miosa.api-key", "miosa.apiKey", "MIOSA_API_KEY", "MIOSA_APIKEY", "miosa.exec.env.TOKEN",
			"MIOSA_EXEC_ENV_TOKEN", "miosa.session.env.TOKEN" })
	void hidesSecrets(String key) {
		assertThat(sanitize(key, "canary")).isEqualTo("******");
	}

	@ParameterizedTest
	@ValueSource(strings = { "miosa.tenant", "miosa.computer-id", "other.api-key" })
	void showsTheRest(String key) {
		assertThat(sanitize(key, "value")).isEqualTo("value");
	}

	@ParameterizedTest
	@CsvSource({ "https://example.com/v1?token=canary, https://example.com/v1?******",
			"https://example.com/v1, https://example.com/v1" })
	void hidesTheQueryOfTheBaseUrl(String url, String expected) {
		assertThat(sanitize("MIOSA_BASE_URL", url)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sun.java.command        | app.jar --miosa.api-key=canary
			sun.java.command        | app.jar --MIOSA_API_KEY=canary
			SPRING_APPLICATION_JSON | {"miosa": {"tenant": "acme", "api-key": "canary"}}
			spring.application.json | {"miosa.exec.env.TOKEN": "canary"}
			spring.application.json | {"miosa": {"session": {"env": {"TOKEN": "canary"}}}}
			JAVA_TOOL_OPTIONS       | -Dmiosa.base-url=https://example.com?token=canary
			""")
	void hidesSettingsInsideOtherValues(String key, String value) {
		assertThat(sanitize(key, value)).isEqualTo("******");
	}

	@Test
	void showsOtherValuesThatNameUs() {
		assertThat(sanitize("sun.java.command", "ai.miosa.samples.Quickstart --server.port=0"))
			.isEqualTo("ai.miosa.samples.Quickstart --server.port=0");
	}

	@Test
	void needsActuator() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MiosaSanitizingAutoConfiguration.class));
		runner.run((context) -> assertThat(context).hasSingleBean(SanitizingFunction.class));
		runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).doesNotHaveBean("miosaSanitizingFunction"));
	}

	private static Object sanitize(String key, String value) {
		return new MiosaSanitizingFunction().apply(new SanitizableData(null, key, value)).getValue();
	}

}
