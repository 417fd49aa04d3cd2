package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The timers have one task each, however many calls there are.
 */
class DeadlineTimersTests {

	private static final String HOOK = "count";

	private final DeadlineTimers timers = new DeadlineTimers();

	@AfterEach
	void reset() {
		Schedulers.resetOnScheduleHook(HOOK);
	}

	@Test
	void callsDoNotAddUp() {
		AtomicInteger tasks = new AtomicInteger();
		Schedulers.onScheduleHook(HOOK, (task) -> {
			tasks.incrementAndGet();
			return () -> {
				task.run();
				this.timers.occupy();
			};
		});
		for (int i = 0; i < 1000; i++) {
			this.timers.occupy();
		}
		assertThat(tasks).hasValue(Schedulers.DEFAULT_POOL_SIZE);
		Awaitility.await().until(() -> tasks.get() >= 2 * Schedulers.DEFAULT_POOL_SIZE);
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.atMost(Duration.ofSeconds(3))
			.until(() -> tasks.get() == 2 * Schedulers.DEFAULT_POOL_SIZE);
	}

}
