package ai.miosa.spring.boot.autoconfigure;

import java.util.Map;

import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.mockito.Mockito.mock;

class MiosaAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, MiosaAutoConfiguration.class));

	@Test
	void usesPublicApiByDefault() {
		this.contextRunner.withPropertyValues("miosa.api-key=msk_u_1")
			.run((context) -> assertThat(context).getBean(MiosaEndpoint.class).hasToString("https://api.miosa.ai"));
	}

	@Test
	@DisplayName("Wire: MIOSA_API_KEY, MIOSA_BASE_URL and MIOSA_TENANT are read from the environment")
	void readsVendorEnvironmentVariables() {
		this.contextRunner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", Map.of("MIOSA_API_KEY", "msk_u_env",
					"MIOSA_BASE_URL", "https://example.com/v1", "MIOSA_TENANT", "acme", "MIOSA_COMPUTER_ID", "c1"))))
			.run((context) -> {
				MiosaEndpoint endpoint = context.getBean(MiosaEndpoint.class);
				assertThat(endpoint.getBaseUrl()).hasToString("https://example.com/v1");
				assertThat(endpoint.getApiKey()).isEqualTo("msk_u_env");
				assertThat(endpoint.getTenant()).isEqualTo("acme");
				assertThat(context.getBean(MiosaConnectionDetails.class).getComputerId()).isEqualTo("c1");
			});
	}

	@Test
	void prefersUsersConnectionDetails() {
		this.contextRunner.withPropertyValues("miosa.api-key=msk_u_1", "miosa.base-url=https://properties.example.com")
			.withBean(MiosaConnectionDetails.class, () -> new MiosaConnectionDetails() {

				@Override
				public String getApiKey() {
					return "msk_u_bean";
				}

			})
			.run((context) -> {
				assertThat(context).hasSingleBean(MiosaConnectionDetails.class);
				assertThat(context).getBean(MiosaEndpoint.class).hasToString("https://api.miosa.ai");
			});
	}

	@Test
	void backsOffForUsersEndpoint() {
		MiosaEndpoint endpoint = MiosaEndpoint.of("https://example.com", "msk_u_1", null);
		this.contextRunner.withBean(MiosaEndpoint.class, () -> endpoint)
			.run((context) -> assertThat(context).getBean(MiosaEndpoint.class).isSameAs(endpoint));
	}

	@Test
	void canBeDisabled() {
		this.contextRunner.withPropertyValues("miosa.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MiosaEndpoint.class)
				.doesNotHaveBean(MiosaProperties.class));
	}

	@Test
	void explainsMissingKey() {
		this.contextRunner.run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).isEqualTo("No MIOSA API key is configured.");
			assertThat(analysis.getAction()).contains("miosa.api-key", "MIOSA_API_KEY", "MiosaConnectionDetails",
					"miosa.enabled=false");
		});
	}

	@Test
	@Tag("thorough")
	void needsNoKeyWithOtherOperations() {
		this.contextRunner.withBean(MiosaExecOperations.class, () -> mock(MiosaExecOperations.class))
			.run((context) -> assertThat(context).hasNotFailed());
		this.contextRunner.withBean(ReactiveMiosaExecOperations.class, () -> mock(ReactiveMiosaExecOperations.class))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void failsAtStartAlsoWithLazyInitialization() {
		this.contextRunner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasFailed());
	}

	@ParameterizedTest
	@CsvSource({ "${CANARY}, placeholder", "msk_u_canary x, white space", "msk_u_canär, printable ASCII" })
	void explainsUnusableKey(String key, String problem) {
		this.contextRunner.withPropertyValues("miosa.api-key=" + key).run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("API key", problem).doesNotContainIgnoringCase("canary");
			assertThat(analysis.getAction()).contains("miosa.api-key");
		});
	}

	@Test
	void asksForAKeyWhenItIsFirstNeeded() {
		this.contextRunner.withPropertyValues("miosa.require-api-key=false").run((context) -> {
			MiosaEndpoint endpoint = context.getBean(MiosaEndpoint.class);
			assertThatExceptionOfType(MiosaConfigurationException.class).isThrownBy(endpoint::getApiKey)
				.withMessageContainingAll("No MIOSA API key", "miosa.api-key");
		});
	}

	@Test
	void explainsThatItIsSwitchedOff() {
		this.contextRunner.withPropertyValues("miosa.enabled=false").withBean("needy", Needy.class).run((context) -> {
			FailureAnalysis analysis = new MiosaDisabledFailureAnalyzer(
					new MockEnvironment().withProperty("miosa.enabled", "false"))
				.analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("MiosaEndpoint", "miosa.enabled=false");
			assertThat(analysis.getAction()).contains("miosa.enabled", "ObjectProvider");
		});
	}

	@Test
	void explainsNothingElse() {
		this.contextRunner.withPropertyValues("miosa.api-key=msk_u_1").run((context) -> {
			MiosaDisabledFailureAnalyzer analyzer = new MiosaDisabledFailureAnalyzer(context.getEnvironment());
			assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(MiosaEndpoint.class))).isNull();
		});
		this.contextRunner.withPropertyValues("miosa.enabled=false").run((context) -> {
			MiosaDisabledFailureAnalyzer analyzer = new MiosaDisabledFailureAnalyzer(context.getEnvironment());
			assertThat(analyzer.analyze(new NoSuchBeanDefinitionException(String.class))).isNull();
			assertThat(analyzer.analyze(new NoSuchBeanDefinitionException("name"))).isNull();
		});
	}

	@Test
	void listsItsFailureAnalyzers() {
		assertThat(SpringFactoriesLoader.forDefaultResourceLocation(getClass().getClassLoader())
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, new MockEnvironment()),
					FailureHandler.logging(LogFactory.getLog(getClass()))))
			.hasAtLeastOneElementOfType(MiosaConfigurationFailureAnalyzer.class)
			.hasAtLeastOneElementOfType(MiosaDisabledFailureAnalyzer.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "not a url", "http://example.com", "ftp://example.com?token=canary" })
	void explainsBadBaseUrl(String baseUrl) {
		this.contextRunner.withPropertyValues("miosa.api-key=msk_u_canary", "miosa.base-url=" + baseUrl)
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("base URL").doesNotContain("canary");
				assertThat(analysis.getAction()).contains("miosa.base-url", "miosa.allow-plaintext");
			});
	}

	@Test
	void acceptsPlaintextWhereAllowed() {
		this.contextRunner
			.withPropertyValues("miosa.api-key=msk_u_1", "miosa.base-url=http://example.com",
					"miosa.allow-plaintext=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void explainsUnknownSslBundle() {
		this.contextRunner.withPropertyValues("miosa.api-key=msk_u_1", "miosa.ssl.bundle=nosuch").run((context) -> {
			MiosaConnectionDetails connectionDetails = context.getBean(MiosaConnectionDetails.class);
			FailureAnalysis analysis = analyze(catchThrowable(connectionDetails::getSslBundle));
			assertThat(analysis.getDescription()).contains("'nosuch'");
			assertThat(analysis.getAction()).contains("spring.ssl.bundle");
		});
	}

	private static FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis analysis = new MiosaConfigurationFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	record Needy(MiosaEndpoint endpoint) {

	}

}
