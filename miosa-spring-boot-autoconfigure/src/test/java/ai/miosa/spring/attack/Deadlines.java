package ai.miosa.spring.attack;

import java.time.Duration;

import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Stops the clock by which calls end, so that a test decides when their time is over:
 * after the event that it waits for, however slow the machine is.
 */
final class Deadlines implements AutoCloseable {

	private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();

	/**
	 * Let the time of calls that are allowed less than 30 seconds be over.
	 */
	void pass() {
		this.clock.advanceTimeBy(Duration.ofSeconds(30));
	}

	@Override
	public void close() {
		VirtualTimeScheduler.reset();
	}

}
