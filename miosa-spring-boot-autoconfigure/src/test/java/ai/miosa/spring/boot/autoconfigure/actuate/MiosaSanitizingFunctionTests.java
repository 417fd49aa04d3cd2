package ai.miosa.spring.boot.autoconfigure.actuate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

class MiosaSanitizingFunctionTests {

	@ParameterizedTest
	@ValueSource(strings = { "miosa.api-key", "miosa.apiKey", "MIOSA_API_KEY", "MIOSA_APIKEY", "miosa.exec.env.TOKEN",
			"MIOSA_EXEC_ENV_TOKEN", "miosa.session.env.TOKEN", "miosa.exec.env[my.token]", "miosa.exec.env" })
	void hidesSecrets(String key) {
		assertThat(sanitize(key, "canary")).isEqualTo("******");
	}

	@ParameterizedTest
	@ValueSource(strings = { "miosa.tenant", "miosa.computer-id", "miosa.require-api-key", "other.api-key", "_", "" })
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
			spring.application.json | {"miosa": {"tenant": "a/b", "ai": {"tools": {"env": {"TOKEN": "canary"}}}}}
			sun.java.command        | app.jar --miosa.ai.tools.env.TOKEN=canary
			sun.java.command        | app.jar --miosa.ai.tools.env[TOKEN]=canary
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

	@ParameterizedTest
	@MethodSource
	void hidesEveryEnvironmentAndCredential(String name) {
		String property = name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
		String variable = property.replace("-", "").replaceAll("[.]", "_").toUpperCase(Locale.ROOT);
		assertThat(Stream.of(name, property, variable)).extracting((key) -> sanitize(key, "canary"))
			.containsOnly("******");
	}

	/**
	 * The names of all maps and credentials among the properties.
	 */
	static Stream<String> hidesEveryEnvironmentAndCredential() {
		ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
		scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scanner.findCandidateComponents("ai.miosa.spring.boot")
			.stream()
			.map((definition) -> ClassUtils.resolveClassName(definition.getBeanClassName(), null))
			.flatMap((type) -> secrets(type.getAnnotation(ConfigurationProperties.class).value(), type));
	}

	private static Stream<String> secrets(String prefix, Class<?> type) {
		return Arrays.stream(type.getRecordComponents()).flatMap((property) -> {
			String name = prefix + "." + property.getName();
			if (property.getType().isRecord()) {
				return secrets(name, property.getType());
			}
			if (Map.class.isAssignableFrom(property.getType())) {
				return Stream.of(name + ".TOKEN", name + ".A");
			}
			return Stream.of(name)
				.filter((text) -> property.getType() == String.class
						&& text.matches(".*([Kk]ey|[Tt]oken|[Ss]ecret|[Pp]assword)"));
		});
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
