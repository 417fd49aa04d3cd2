package ai.miosa.spring.attack;

import java.time.Duration;

import reactor.test.scheduler.VirtualTimeScheduler;

/**
 * Controls the clock of the deadlines, so that a test decides when a call times out:
 * after the event that it waits for, however slow the machine is.
 */
final class Deadlines implements AutoCloseable {

	private final VirtualTimeScheduler clock = VirtualTimeScheduler.getOrSet();

	/**
	 * Let calls time out that are allowed less than 30 seconds.
	 */
	void pass() {
		this.clock.advanceTimeBy(Duration.ofSeconds(30));
	}

	@Override
	public void close() {
		VirtualTimeScheduler.reset();
	}

}
