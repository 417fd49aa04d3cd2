package ai.miosa.spring.api;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.util.Assert;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;

/**
 * Request that is sent at most once. The body is never written after {@link #end()}, even
 * if a connector ignores a cancellation or a filter retries.
 */
final class ApiExchange {

	private static final String ATTRIBUTE = ApiExchange.class.getName();

	private final AtomicReference<State> state;

	private final ApiCall call;

	private final byte @Nullable [] body;

	private final long start = System.nanoTime();

	private final Duration time;

	private volatile @Nullable MiosaException rejection;

	ApiExchange(ApiCall call, HttpMethod method, byte @Nullable [] body, Duration time) {
		// No callback reports when a request without a body is sent
		this.state = new AtomicReference<>((body == null && method != HttpMethod.GET) ? State.SENT : State.PENDING);
		this.call = call;
		this.body = body;
		this.time = time;
	}

	static ApiExchange of(ClientRequest request) {
		ApiExchange exchange = (ApiExchange) request.attributes().get(ATTRIBUTE);
		Assert.state(exchange != null, "The request does not belong to this client");
		return exchange;
	}

	void addTo(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	ApiCall call() {
		return this.call;
	}

	/**
	 * Write the body. A connector requests it once it is connected and ready to write,
	 * which distinguishes a request that was never sent from one that may have arrived.
	 */
	Mono<Void> write(byte[] body, ReactiveHttpOutputMessage message) {
		return message.writeWith(Mono.fromCallable(() -> {
			if (isExpired() || !this.state.compareAndSet(State.PENDING, State.SENT)) {
				throw new IllegalStateException("The request has been sent, cancelled or has timed out");
			}
			return message.bufferFactory().wrap(body);
		}));
	}

	/**
	 * Return whether the deadline of the exchange has passed.
	 */
	boolean isExpired() {
		return System.nanoTime() - this.start >= this.time.toNanos();
	}

	/**
	 * Return whether a request was not sent before its deadline.
	 */
	boolean isTooLate() {
		return this.body != null && this.state.get() != State.SENT && isExpired();
	}

	/**
	 * End the exchange. If the body has not been written, it never will be.
	 * @return whether the request may have been sent
	 */
	boolean end() {
		this.state.compareAndSet(State.PENDING, State.ENDED);
		return this.state.get() == State.SENT;
	}

	/**
	 * Return whether the request has a body.
	 */
	boolean hasBody() {
		return this.body != null;
	}

	/**
	 * Return whether the body of a request that has one is still to be written.
	 */
	boolean isUnsent() {
		return this.body != null && this.state.get() == State.PENDING;
	}

	/**
	 * Record that the head of an error response has arrived.
	 * @param rejection the exception for it, without its body
	 */
	void rejected(MiosaException rejection) {
		this.rejection = rejection;
	}

	@Nullable MiosaException rejection() {
		return this.rejection;
	}

	private enum State {

		PENDING, SENT, ENDED

	}

}
