package ai.miosa.spring.boot.autoconfigure.http;

import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Provides the JDK's client for exchanges. The client cannot limit how long its
 * connections may be idle and keeps them longer than firewalls do, so a client with a
 * connection that has been idle for too long is replaced. Thread-safe.
 */
final class JdkClients {

	/**
	 * Stops a client once its exchanges have ended. Available since Java 21.
	 */
	private static final @Nullable Method SHUTDOWN = ClassUtils.getMethodIfAvailable(HttpClient.class, "shutdown");

	/**
	 * Time after which a client itself closes an idle connection.
	 */
	private static final Duration KEEP_ALIVE = Duration
		.ofSeconds(
				Integer.getInteger("jdk.httpclient.keepalive.timeout", (Runtime.version().feature() < 20) ? 1200 : 30))
		.plusSeconds(10);

	private final long maxIdleTime;

	private final LongSupplier clock;

	/**
	 * Replaced clients that cannot be shut down, the oldest first. Each has a thread
	 * until it is garbage-collected, so one without connections is reused before another
	 * is created.
	 */
	private final Deque<WeakReference<Client>> replaced = new ArrayDeque<>();

	private @Nullable Supplier<HttpClient> factory;

	private @Nullable Client current;

	/**
	 * Create clients.
	 * @param maxIdleTime the time for which a connection may be idle
	 * @param clock supplies the time in nanoseconds
	 */
	JdkClients(Duration maxIdleTime, LongSupplier clock) {
		this.maxIdleTime = maxIdleTime.toNanos();
		this.clock = clock;
	}

	/**
	 * Use new clients for further requests.
	 * @param factory creates a client
	 */
	synchronized void setFactory(@Nullable Supplier<HttpClient> factory) {
		this.factory = factory;
		replaceCurrent();
		this.replaced.clear();
	}

	/**
	 * Return the proxy selector of all clients.
	 */
	synchronized ProxySelector proxySelector() {
		return current().client.proxy().orElseGet(ProxySelector::getDefault);
	}

	/**
	 * Send a request with a client that is not shut down before it has accepted the
	 * request.
	 * @param request the request
	 * @return the exchange
	 */
	synchronized Exchange send(HttpRequest request) {
		long now = this.clock.getAsLong();
		if (this.current != null && this.current.hasConnectionIdleSince(now - this.maxIdleTime)) {
			replaceCurrent();
		}
		Client client = current();
		client.begin(now);
		return new Exchange(client.client.sendAsync(request, BodyHandlers.ofPublisher()), () -> end(client));
	}

	private synchronized void end(Client client) {
		client.end(this.clock.getAsLong());
	}

	private Client current() {
		if (this.current == null) {
			Assert.state(this.factory != null, "The HTTP client has been closed");
			this.current = next(this.factory);
		}
		return this.current;
	}

	private void replaceCurrent() {
		if (this.current != null && SHUTDOWN != null) {
			ReflectionUtils.invokeMethod(SHUTDOWN, this.current.client);
		}
		else if (this.current != null) {
			this.replaced.add(new WeakReference<>(this.current));
		}
		this.current = null;
	}

	private Client next(Supplier<HttpClient> factory) {
		while (!this.replaced.isEmpty()) {
			Client oldest = this.replaced.element().get();
			if (oldest != null && !oldest.isUnusedSince(this.clock.getAsLong() - KEEP_ALIVE.toNanos())) {
				break;
			}
			this.replaced.remove();
			if (oldest != null) {
				oldest.idleSince.clear();
				return oldest;
			}
		}
		return new Client(factory.get());
	}

	void close() {
		setFactory(null);
	}

	/**
	 * A request that has been handed to a client.
	 *
	 * @param response the response
	 * @param end called when the body has been read to its end, which leaves the
	 * connection idle
	 */
	record Exchange(CompletableFuture<HttpResponse<Flow.Publisher<List<ByteBuffer>>>> response, Runnable end) {

	}

	/**
	 * A client, and the times at which its connections became idle, the oldest first.
	 */
	private static final class Client {

		private final HttpClient client;

		private final Deque<Long> idleSince = new ArrayDeque<>();

		private long lastUse;

		Client(HttpClient client) {
			this.client = client;
		}

		void begin(long now) {
			this.lastUse = now;
			this.idleSince.pollLast();
		}

		void end(long now) {
			this.lastUse = now;
			this.idleSince.addLast(now);
		}

		boolean hasConnectionIdleSince(long time) {
			Long longest = this.idleSince.peekFirst();
			return longest != null && longest - time <= 0;
		}

		boolean isUnusedSince(long time) {
			return this.lastUse - time <= 0;
		}

	}

}
