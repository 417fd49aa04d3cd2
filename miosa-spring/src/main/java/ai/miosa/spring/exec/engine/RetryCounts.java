package ai.miosa.spring.exec.engine;

import java.util.concurrent.atomic.AtomicLongArray;

import ai.miosa.spring.exec.RetryReason;

/**
 * Counts of retries, shared by a template and those derived from it. Safe for use by many
 * threads.
 */
public final class RetryCounts {

	private final AtomicLongArray counts = new AtomicLongArray(RetryReason.values().length);

	/**
	 * Count a retry.
	 * @param reason why the command is sent again
	 */
	public void increment(RetryReason reason) {
		this.counts.incrementAndGet(reason.ordinal());
	}

	/**
	 * Return how often commands were sent again.
	 * @param reason why they were
	 * @return the number of times
	 */
	public long get(RetryReason reason) {
		return this.counts.get(reason.ordinal());
	}

}
