package ai.miosa.spring.test.api;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.test.http.ReceivedRequest;

/**
 * Counts what arrived; in memory only, never written anywhere.
 */
public final class RequestLog {

	private final Map<String, AtomicInteger> arrivals = new ConcurrentHashMap<>();

	private final AtomicInteger total = new AtomicInteger();

	private volatile @Nullable ReceivedRequest last;

	public void add(ReceivedRequest request, @Nullable String command) {
		this.last = request;
		this.total.incrementAndGet();
		if (command != null) {
			this.arrivals.computeIfAbsent(command, (key) -> new AtomicInteger()).incrementAndGet();
		}
	}

	public void clear() {
		this.arrivals.clear();
		this.total.set(0);
		this.last = null;
	}

	public int arrivals(String command) {
		AtomicInteger count = this.arrivals.get(command);
		return (count != null) ? count.get() : 0;
	}

	public int total() {
		return this.total.get();
	}

	public @Nullable ReceivedRequest last() {
		return this.last;
	}

}
