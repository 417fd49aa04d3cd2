package ai.miosa.spring.boot.autoconfigure.ratelimit;

import io.github.bucket4j.Bucket;
import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaExecTemplateCustomizer;
import ai.miosa.spring.boot.autoconfigure.exec.MiosaExecAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that limits the rate of requests
 * with Bucket4j.
 */
@AutoConfiguration(after = MiosaAutoConfiguration.class, before = MiosaExecAutoConfiguration.class)
@ConditionalOnProperty("miosa.rate-limit.requests-per-minute")
@EnableConfigurationProperties(MiosaRateLimitProperties.class)
public final class MiosaRateLimitAutoConfiguration {

	/**
	 * The limit, if Bucket4j is present.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Bucket.class)
	static class BucketConfiguration {

		@Bean
		RateLimit miosaRateLimit(MiosaRateLimitProperties properties, BeanFactory beanFactory,
				ObjectProvider<ObservationRegistry> observations) {
			return new RateLimit(properties, RequestBuckets.of(properties.requestsPerMinute(), beanFactory),
					observations.getIfAvailable(() -> ObservationRegistry.NOOP));
		}

		@Bean
		MiosaExecTemplateCustomizer miosaRateLimitCustomizer(RateLimit limit) {
			return (builder) -> builder.requestLimiter(limit::limiter);
		}

	}

	/**
	 * The health of its store.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Bucket.class, HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
	static class HealthConfiguration {

		@Bean
		@ConditionalOnEnabledHealthIndicator("miosa-rate-limit")
		HealthIndicator miosaRateLimitHealthIndicator(RateLimit limit) {
			return new RateLimitHealthIndicator(limit);
		}

	}

	/**
	 * Failure if Bucket4j is missing.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("io.github.bucket4j.Bucket")
	static class MissingBucketConfiguration {

		MissingBucketConfiguration() {
			throw new MiosaConfigurationException("'miosa.rate-limit.requests-per-minute' needs Bucket4j.",
					"Add the dependency com.bucket4j:bucket4j_jdk17-core, or remove the property.");
		}

	}

}
