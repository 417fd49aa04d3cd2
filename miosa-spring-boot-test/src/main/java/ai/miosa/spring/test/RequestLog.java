package ai.miosa.spring.test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Counts what arrived; in memory only, never written anywhere.
 */
final class RequestLog {

	private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();

	private final AtomicInteger total = new AtomicInteger();

	private volatile @Nullable RecordedRequest last;

	void add(RecordedRequest request) {
		this.last = request;
		this.total.incrementAndGet();
	}

	void addCommand(String command) {
		this.arrivals.computeIfAbsent(command, (key) -> new AtomicInteger()).incrementAndGet();
	}

	int arrivals(String command) {
		AtomicInteger count = this.arrivals.get(command);
		return (count != null) ? count.get() : 0;
	}

	int total() {
		return this.total.get();
	}

	@Nullable RecordedRequest last() {
		return this.last;
	}

}
