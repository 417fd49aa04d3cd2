package ai.miosa.spring.api;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * Limits the number of concurrent exchanges, and rejects new ones after {@link #close()}.
 * The pools of HTTP clients are no substitute: some have no limit, and others keep
 * cancelled requests in their queues. Thread-safe.
 */
public final class ApiConnections implements AutoCloseable {

	private final int max;

	private final Set<Lease> waiting = new LinkedHashSet<>();

	private int used;

	private boolean closed;

	private final AtomicInteger grants = new AtomicInteger();

	private final Sinks.Empty<Void> end = Sinks.empty();

	/**
	 * Create the limit.
	 * @param max the maximum number of concurrent exchanges
	 */
	public ApiConnections(int max) {
		Assert.isTrue(max > 0, "The number of connections must be positive");
		this.max = max;
	}

	int getMax() {
		return this.max;
	}

	/**
	 * Complete on {@link #close()}, so that exchanges in progress are cancelled.
	 */
	Mono<Void> onClose() {
		return this.end.asMono();
	}

	/**
	 * Cancel all exchanges and reject those that come later.
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
		Assert.state(!this.closed, "The MIOSA client is closed because the application has shut down");
	}

	private synchronized boolean tryAcquire(Lease lease) {
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
	 * Start waiting exchanges while the limit allows. A loop, because an exchange may
	 * fail while it starts and thereby call this method again.
	 */
	private void startWaiting() {
		if (this.grants.getAndIncrement() == 0) {
			do {
				for (Lease next = next(); next != null; next = next()) {
					next.start();
				}
			}
			while (this.grants.decrementAndGet() > 0);
		}
	}

	private synchronized @Nullable Lease next() {
		if (this.closed || this.used == this.max) {
			return null;
		}
		for (Iterator<Lease> leases = this.waiting.iterator(); leases.hasNext();) {
			Lease next = leases.next();
			leases.remove();
			// The timeout of an expired exchange may be late
			if (!next.exchange.isExpired()) {
				this.used++;
				next.held = true;
				return next;
			}
		}
		return null;
	}

	private synchronized boolean release(Lease lease) {
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

		private final ApiExchange exchange;

		private boolean held;

		private volatile @Nullable MonoSink<Void> sink;

		Lease(ApiExchange exchange) {
			this.exchange = exchange;
		}

		/**
		 * Complete when the limit allows the exchange. Subscribed to once.
		 */
		Mono<Void> acquire() {
			return Mono.create((sink) -> {
				this.sink = sink;
				if (tryAcquire(this)) {
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
		 * Return the connection, or stop waiting for one. Idempotent.
		 */
		void release() {
			if (ApiConnections.this.release(this)) {
				startWaiting();
			}
		}

		private void start() {
			MonoSink<Void> sink = this.sink;
			if (sink != null) {
				sink.success();
			}
		}

	}

}
