package ai.miosa.spring.boot.autoconfigure.ratelimit;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports whether the store of the rate limit was available when it was last used.
 */
final class RateLimitHealthIndicator implements HealthIndicator {

	private final RateLimit limit;

	RateLimitHealthIndicator(RateLimit limit) {
		this.limit = limit;
	}

	@Override
	public Health health() {
		Health.Builder health = (this.limit.isStoreAvailable() || this.limit.proceedsOnFailure()) ? Health.up()
				: Health.down();
		return health.withDetail("store", this.limit.isShared() ? "shared" : "local")
			.withDetail("available", this.limit.isStoreAvailable())
			.build();
	}

}
