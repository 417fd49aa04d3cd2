package ai.miosa.spring.api;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * The connections that exchanges use, one each: no more at once than allowed, none after
 * the end. Counted here and not in the pools of the connectors, some of which have no
 * limit, and others keep what has been given up in their queues. Safe for use by many
 * threads.
 */
public final class ApiConnections implements AutoCloseable {

	private final int max;

	private final Set<Lease> waiting = new LinkedHashSet<>();

	private int used;

	private boolean closed;

	private final AtomicInteger grants = new AtomicInteger();

	private final Sinks.Empty<Void> end = Sinks.empty();

	/**
	 * Create connections.
	 * @param max how many exchanges there are at once at the most
	 */
	public ApiConnections(int max) {
		Assert.isTrue(max > 0, "The number of connections must be positive");
		this.max = max;
	}

	int getMax() {
		return this.max;
	}

	/**
	 * Signal the end, upon which exchanges under way are to be given up.
	 */
	Mono<Void> onClose() {
		return this.end.asMono();
	}

	/**
	 * Fail the exchanges that wait for a connection, signal the end to those under way
	 * and refuse all that come later.
	 */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
		this.end.tryEmitEmpty();
	}

	/**
	 * Check that the connections have not been closed.
	 * @throws IllegalStateException if they have been closed
	 */
	synchronized void checkOpen() {
		Assert.state(!this.closed, "The MIOSA client has been closed with its application");
	}

	private synchronized boolean take(Lease lease) {
		checkOpen();
		if (this.used < this.max) {
			this.used++;
			lease.held = true;
			return true;
		}
		this.waiting.add(lease);
		return false;
	}

	/**
	 * Hand free connections to those who wait. A call that starts may fail at once and
	 * come back here, so that a loop takes the place of recursion.
	 */
	private void grant() {
		if (this.grants.getAndIncrement() == 0) {
			do {
				for (Lease next = next(); next != null; next = next()) {
					next.granted();
				}
			}
			while (this.grants.decrementAndGet() > 0);
		}
	}

	private synchronized @Nullable Lease next() {
		if (this.closed || this.used == this.max || this.waiting.isEmpty()) {
			return null;
		}
		Lease next = this.waiting.iterator().next();
		this.waiting.remove(next);
		this.used++;
		next.held = true;
		return next;
	}

	private synchronized boolean give(Lease lease) {
		boolean held = lease.held;
		lease.held = false;
		this.waiting.remove(lease);
		this.used -= held ? 1 : 0;
		return held;
	}

	/**
	 * The use of a connection by one exchange.
	 */
	final class Lease {

		private boolean held;

		private volatile @Nullable MonoSink<Void> sink;

		/**
		 * Complete when there is a connection. Subscribed to once.
		 */
		Mono<Void> acquire() {
			return Mono.create((sink) -> {
				this.sink = sink;
				if (take(this)) {
					sink.success();
				}
			});
		}

		boolean isHeld() {
			synchronized (ApiConnections.this) {
				return this.held;
			}
		}

		/**
		 * Give the connection back, or no longer wait for one. Does nothing the second
		 * time.
		 */
		void release() {
			if (give(this)) {
				grant();
			}
		}

		private void granted() {
			MonoSink<Void> sink = this.sink;
			if (sink != null) {
				sink.success();
			}
		}

	}

}
