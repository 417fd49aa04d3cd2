package ai.miosa.spring.job;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Opens a lost connection again, for one follower. The waits grow from 100 ms to 30 s as
 * long as nothing is gained; after 20 of these, some six minutes, the failure is
 * reported.
 */
final class Reconnection extends Retry {

	private static final Duration FIRST_WAIT = Duration.ofMillis(100);

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

	private static final int MAX_FAILURES = 20;

	private static final Duration USEFUL_TIME = Duration.ofMinutes(5);

	private final Runnable listener;

	private volatile int failures;

	private volatile long lastFailure = System.nanoTime();

	/**
	 * Create a reconnection.
	 * @param listener called at each
	 */
	Reconnection(Runnable listener) {
		this.listener = listener;
	}

	/**
	 * Take note that the connection was of use.
	 */
	void progressed() {
		this.failures = 0;
	}

	@Override
	public Publisher<?> generateCompanion(Flux<RetrySignal> signals) {
		return signals.map(RetrySignal::failure).concatMap(this::next);
	}

	private Mono<Long> next(Throwable failure) {
		long now = System.nanoTime();
		int failures = (now - this.lastFailure > USEFUL_TIME.toNanos()) ? 0 : this.failures;
		this.lastFailure = now;
		if (!JobFailures.isAway(failure) || failures == MAX_FAILURES) {
			return Mono.error(failure);
		}
		this.failures = failures + 1;
		this.listener.run();
		long wait = Math.min(FIRST_WAIT.toMillis() << failures, LONGEST_WAIT.toMillis());
		return Mono.delay(Duration.ofMillis((long) (wait * ThreadLocalRandom.current().nextDouble(0.5, 1.0))));
	}

}
