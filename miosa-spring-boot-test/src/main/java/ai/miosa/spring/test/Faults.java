package ai.miosa.spring.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Queue the faults of the requests to come: each request takes the first fault that is
 * left, in the order in which the requests' heads arrive; without one it is served well.
 * Safe for use by many threads.
 *
 * @param <F> the type of fault
 * @see MiosaLocalComputer#faults()
 * @see MiosaLocalComputer#sessionFaults()
 */
public final class Faults<F> {

	private final Queue<F> queue = new ConcurrentLinkedQueue<>();

	Faults() {
	}

	/**
	 * Add a fault for one request.
	 * @param fault the fault
	 * @return this
	 */
	public Faults<F> next(F fault) {
		return next(1, fault);
	}

	/**
	 * Add a fault for several requests.
	 * @param count the number of requests, not negative
	 * @param fault the fault
	 * @return this
	 * @throws IllegalArgumentException if the count is negative
	 */
	public Faults<F> next(int count, F fault) {
		Assert.isTrue(count >= 0, "The count must not be negative");
		for (int i = 0; i < count; i++) {
			this.queue.add(fault);
		}
		return this;
	}

	/**
	 * Return how many faults are left.
	 * @return the number of requests that are still to fail
	 */
	public int remaining() {
		return this.queue.size();
	}

	/**
	 * Forget the faults that are left.
	 */
	public void clear() {
		this.queue.clear();
	}

	@Nullable F poll() {
		return this.queue.poll();
	}

	synchronized @Nullable F pollIf(Predicate<F> condition) {
		F first = this.queue.peek();
		return (first != null && condition.test(first)) ? this.queue.poll() : null;
	}

}
