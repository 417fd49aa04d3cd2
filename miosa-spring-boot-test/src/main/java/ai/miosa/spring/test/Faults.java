package ai.miosa.spring.test;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.springframework.util.Assert;

/**
 * Queue the faults of the requests to come: each request takes the first fault that is
 * left, in the order in which the requests' heads arrive; without one it is served well.
 * WebSocket handshakes take none of these. Safe for use by many threads.
 */
public final class Faults {

	private final Queue<Fault> queue = new ConcurrentLinkedQueue<>();

	Faults() {
	}

	/**
	 * Add a fault for one request.
	 * @param fault the fault
	 * @return this
	 */
	public Faults next(Fault fault) {
		return next(1, fault);
	}

	/**
	 * Add a fault for several requests.
	 * @param count the number of requests, not negative
	 * @param fault the fault
	 * @return this
	 * @throws IllegalArgumentException if the count is negative
	 */
	public Faults next(int count, Fault fault) {
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

	Fault take() {
		Fault fault = this.queue.poll();
		return (fault != null) ? fault : Fault.none();
	}

}
