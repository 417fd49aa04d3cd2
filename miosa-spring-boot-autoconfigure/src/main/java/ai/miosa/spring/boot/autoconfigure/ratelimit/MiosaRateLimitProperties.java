package ai.miosa.spring.boot.autoconfigure.ratelimit;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.Assert;

import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;

/**
 * Properties of the rate limit.
 *
 * @param requestsPerMinute Number of requests that may be sent in any minute with one API
 * key, at least 10, a tenth of which may be sent in a burst. Requires Bucket4j. Unlimited
 * if not set.
 * @param onFailure What to do with a request if the store of a shared limit cannot be
 * reached.
 * @param storeTimeout Time allowed for the answer of the store of a shared limit. Seconds
 * if no unit is given.
 */
@ConfigurationProperties("miosa.rate-limit")
record MiosaRateLimitProperties(int requestsPerMinute, @DefaultValue("proceed") OnFailure onFailure,
		@DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS) Duration storeTimeout) {

	MiosaRateLimitProperties {
		MiosaPropertyMapper.apply("miosa.rate-limit.requests-per-minute", requestsPerMinute,
				(number) -> Assert.isTrue(number >= 10, "The number must be at least 10"));
		MiosaPropertyMapper.checkPositive("miosa.rate-limit.store-timeout", storeTimeout);
	}

	/**
	 * What to do with a request if the store of a shared limit cannot be reached.
	 */
	enum OnFailure {

		/**
		 * Send it.
		 */
		PROCEED,

		/**
		 * Fail it before it is sent.
		 */
		FAIL

	}

}
