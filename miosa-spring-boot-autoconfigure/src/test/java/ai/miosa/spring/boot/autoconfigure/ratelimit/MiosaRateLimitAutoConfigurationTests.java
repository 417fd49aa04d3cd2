package ai.miosa.spring.boot.autoconfigure.ratelimit;

import io.github.bucket4j.Bucket;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;
import ai.miosa.spring.core.MiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;

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
	void isOffWithoutBucket4j() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Bucket.class))
			.run((context) -> assertThat(context).hasSingleBean(MiosaExecTemplate.class));
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
