package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.util.ArrayList;
import java.util.List;

import io.github.bucket4j.distributed.proxy.ProxyManager;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

class MiosaRateLimitAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MiosaAutoConfiguration.class, MiosaExecAutoConfiguration.class,
				MiosaRateLimitAutoConfiguration.class, SslAutoConfiguration.class))
		.withPropertyValues("miosa.api-key=msk_u_1");

	@Test
	void isOffByDefault() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(RateLimit.class)
			.doesNotHaveBean("miosaRateLimitHealthIndicator"));
	}

	@Test
	void applicationsAreTheSameWithBucket4jAndWithoutItUnlessThereIsALimit() {
		Class<?>[] configurations = ImportCandidates.load(AutoConfiguration.class, null)
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("ai.miosa."))
			.map((name) -> ClassUtils.resolveClassName(name, null))
			.toArray(Class[]::new);
		ApplicationContextRunner application = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(configurations))
			.withPropertyValues("miosa.api-key=msk_u_1");
		List<String> names = new ArrayList<>();
		application.run((context) -> names.addAll(List.of(context.getBeanDefinitionNames())));
		assertThat(names).contains("miosaExecTemplate");
		application.withClassLoader(new FilteredClassLoader("io.github.bucket4j"))
			.run((context) -> assertThat(context.getBeanDefinitionNames()).containsExactlyElementsOf(names));
	}

	@Test
	void storeWithKeysOfAnotherTypeIsExplained() {
		this.contextRunner.withPropertyValues("miosa.rate-limit.requests-per-minute=60")
			.withBean("store", ProxyManager.class, () -> mock(ProxyManager.class))
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("ProxyManager"));
	}

	@Test
	void isConfiguredByTheNumberOfRequests() {
		this.contextRunner.withPropertyValues("miosa.rate-limit.requests-per-minute=60")
			.run((context) -> assertThat(context).hasSingleBean(RateLimit.class)
				.hasBean("miosaRateLimitHealthIndicator")
				.getBean(RateLimit.class)
				.matches((limit) -> !limit.isShared() && limit.proceedsOnFailure()));
	}

	@Test
	void limitThatIsTooLowIsExplained() {
		this.contextRunner.withPropertyValues("miosa.rate-limit.requests-per-minute=9")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContainingAll("'miosa.rate-limit.requests-per-minute'", "at least 10"));
	}

	@Test
	void limitWithoutBucket4jIsExplained() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("io.github.bucket4j"))
			.withPropertyValues("miosa.rate-limit.requests-per-minute=60")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MiosaConfigurationException.class)
				.hasMessageContaining("com.bucket4j:bucket4j_jdk17-core"));
	}

}
