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

	private boolean closedForCommands;

	private final AtomicInteger grants = new AtomicInteger();

	private final Sinks.Empty<Void> end = Sinks.empty();

	private final Sinks.Empty<Void> endOfCommands = Sinks.empty();

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
	 * Cancel all exchanges that run commands and reject those that come later. Others,
	 * such as those that destroy computers, go on.
	 */
	public void closeForCommands() {
		synchronized (this) {
			this.closedForCommands = true;
		}
		this.endOfCommands.tryEmitEmpty();
	}

	/**
	 * Cancel all exchanges and reject those that come later.
	 */
	@Override
	public void close() {
		closeForCommands();
		synchronized (this) {
			this.closed = true;
		}
		this.end.tryEmitEmpty();
	}

	/**
	 * Check that an exchange may begin.
	 * @param command whether it runs a command
	 * @throws IllegalStateException if the connections have been closed for it
	 */
	synchronized void checkOpen(boolean command) {
		Assert.state(!(command ? this.closedForCommands : this.closed),
				"The MIOSA client is closed because the application has shut down");
	}

	private synchronized boolean tryAcquire(Lease lease) {
		checkOpen(lease.command);
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

		private final boolean command;

		private boolean held;

		private volatile @Nullable MonoSink<Void> sink;

		/**
		 * Create a lease, not yet acquired.
		 * @param exchange the exchange
		 * @param command whether it runs a command
		 */
		Lease(ApiExchange exchange, boolean command) {
			this.exchange = exchange;
			this.command = command;
		}

		/**
		 * Complete when the connections are closed for the exchange, which is then
		 * cancelled.
		 */
		Mono<Void> onClose() {
			return (this.command ? ApiConnections.this.endOfCommands : ApiConnections.this.end).asMono();
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
