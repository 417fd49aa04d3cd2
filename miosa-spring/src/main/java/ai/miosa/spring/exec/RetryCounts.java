package ai.miosa.spring.exec;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Numbers of commands sent again, shared by a template and those derived from it. Safe
 * for use by many threads.
 */
final class RetryCounts {

	private final AtomicLongArray counts = new AtomicLongArray(RetryReason.values().length);

	void increment(RetryReason reason) {
		this.counts.incrementAndGet(reason.ordinal());
	}

	long get(RetryReason reason) {
		return this.counts.get(reason.ordinal());
	}

}
