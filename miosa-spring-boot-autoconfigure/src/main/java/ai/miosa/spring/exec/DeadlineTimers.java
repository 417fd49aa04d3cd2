package ai.miosa.spring.exec;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import reactor.core.scheduler.Schedulers;

/**
 * Spares the threads that watch over deadlines from being woken for each call. A timer
 * wakes its thread for a task that is due before all others, as the deadline of a lone
 * call is; that cost a tenth of the calls that can be made one at a time. So for as long
 * as calls come, each of these threads has something to do that is due earlier.
 */
final class DeadlineTimers {

	private static final long SECONDS = 1;

	private final AtomicBoolean occupied = new AtomicBoolean();

	/**
	 * Occupy the threads behind {@code Mono.timeout} for the next second. They take tasks
	 * in turn.
	 */
	void occupy() {
		if (!this.occupied.get() && this.occupied.compareAndSet(false, true)) {
			for (int i = 1; i < Schedulers.DEFAULT_POOL_SIZE; i++) {
				occupyNext(() -> {
				});
			}
			// One alone ends it: otherwise each could be followed by as many again
			occupyNext(() -> this.occupied.set(false));
		}
	}

	private static void occupyNext(Runnable task) {
		Schedulers.parallel().schedule(task, SECONDS, TimeUnit.SECONDS);
	}

}
