package ai.miosa.spring.exec.engine;

import java.util.concurrent.atomic.AtomicLongArray;

import ai.miosa.spring.exec.RetryReason;

/**
 * Counts of retries, shared by a template and those derived from it. Thread-safe.
 */
public final class RetryCounts {

	private final AtomicLongArray counts = new AtomicLongArray(RetryReason.values().length);

	/**
	 * Count a retry.
	 * @param reason the reason
	 */
	public void increment(RetryReason reason) {
		this.counts.incrementAndGet(reason.ordinal());
	}

	/**
	 * Return the number of retries.
	 * @param reason the reason
	 * @return the number of retries
	 */
	public long get(RetryReason reason) {
		return this.counts.get(reason.ordinal());
	}

}
