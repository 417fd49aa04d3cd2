package ai.miosa.spring.api;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.util.Assert;
import org.springframework.web.reactive.function.client.ClientRequest;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;

/**
 * Request that is sent at most once. It is either sent or ended first, whatever
 * connectors, which may ignore a cancellation, and filters, which may try again, do
 * later.
 */
final class ApiExchange {

	private static final String ATTRIBUTE = ApiExchange.class.getName();

	private final AtomicReference<State> state = new AtomicReference<>(State.PENDING);

	private final ApiCall call;

	private final byte @Nullable [] body;

	private volatile @Nullable MiosaException refusal;

	ApiExchange(ApiCall call, byte @Nullable [] body) {
		this.call = call;
		this.body = body;
	}

	static ApiExchange of(ClientRequest request) {
		ApiExchange exchange = (ApiExchange) request.attributes().get(ATTRIBUTE);
		Assert.state(exchange != null, "The request is not one of this client");
		return exchange;
	}

	void addTo(Map<String, Object> attributes) {
		attributes.put(ATTRIBUTE, this);
	}

	ApiCall call() {
		return this.call;
	}

	/**
	 * Write the body. A connector asks for it once it is connected and ready to write,
	 * which tells a request that was never sent from one that may have arrived.
	 */
	Mono<Void> write(byte[] body, ReactiveHttpOutputMessage message) {
		return message.writeWith(Mono.fromCallable(() -> {
			if (!this.state.compareAndSet(State.PENDING, State.SENT)) {
				throw new IllegalStateException("The request has been sent or given up");
			}
			return message.bufferFactory().wrap(body);
		}));
	}

	/**
	 * Give the exchange up: a body that has not been written never will be.
	 * @return whether the request may have been sent
	 */
	boolean end() {
		this.state.compareAndSet(State.PENDING, State.ENDED);
		return this.state.get() == State.SENT;
	}

	/**
	 * Return whether the body of a request that has one is still to be written.
	 */
	boolean isUnsent() {
		return this.body != null && this.state.get() == State.PENDING;
	}

	/**
	 * Take note that the head of an error response has arrived.
	 * @param refusal what it says without its body
	 */
	void refused(MiosaException refusal) {
		this.refusal = refusal;
	}

	@Nullable MiosaException refusal() {
		return this.refusal;
	}

	private enum State {

		PENDING, SENT, ENDED

	}

}
