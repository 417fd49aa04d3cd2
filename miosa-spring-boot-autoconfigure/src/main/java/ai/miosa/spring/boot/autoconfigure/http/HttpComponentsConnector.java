package ai.miosa.spring.boot.autoconfigure.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

import org.apache.hc.client5.http.async.AsyncExecCallback;
import org.apache.hc.client5.http.async.AsyncExecChain;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.concurrent.CancellableDependency;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.nio.AsyncEntityProducer;
import org.apache.hc.core5.http2.HttpVersionPolicy;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.HttpComponentsClientHttpConnector;
import reactor.core.publisher.Mono;

/**
 * The connector on Apache HttpComponents. Spring's own does not pass a cancellation on,
 * so that an ended call would keep its connection, or its place in the queue for one.
 */
final class HttpComponentsConnector implements ClientHttpConnector, Closeable {

	private final HttpComponentsClientHttpConnector connector;

	private final Map<HttpRequest, Exchange> exchanges = new ConcurrentHashMap<>();

	HttpComponentsConnector(HttpComponentsClientHttpConnectorBuilder builder, HttpClientSettings settings,
			int maxConnections) {
		TlsConfig tls = TlsConfig.custom().setVersionPolicy(HttpVersionPolicy.FORCE_HTTP_1).build();
		this.connector = builder
			.withConnectionManagerCustomizer((connections) -> connections.setMaxConnTotal(maxConnections)
				.setMaxConnPerRoute(maxConnections)
				.setDefaultTlsConfig(tls))
			.withHttpClientCustomizer((client) -> client.disableRedirectHandling()
				.disableAutomaticRetries()
				.addExecInterceptorFirst("miosa", this::register))
			.build(settings);
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return Mono.defer(() -> {
			Exchange exchange = new Exchange();
			return this.connector.connect(method, uri, (request) -> {
				exchange.request = request.getNativeRequest();
				this.exchanges.put(exchange.request, exchange);
				return requestCallback.apply(request);
			})
				.doOnCancel(exchange::cancel)
				.doFinally((signal) -> exchange.leave(this.exchanges))
				.map((response) -> new CancellableResponse(response, exchange::cancel));
		});
	}

	private void register(HttpRequest request, AsyncEntityProducer entity, AsyncExecChain.Scope scope,
			AsyncExecChain chain, AsyncExecCallback callback) throws HttpException, IOException {
		Exchange exchange = this.exchanges.get(scope.originalRequest);
		if (exchange != null) {
			exchange.setDependency(scope.cancellableDependency);
		}
		chain.proceed(request, entity, (exchange != null) ? cancelledBy(exchange, scope) : scope, callback);
	}

	private static AsyncExecChain.Scope cancelledBy(Exchange exchange, AsyncExecChain.Scope scope) {
		return new AsyncExecChain.Scope(scope.exchangeId, scope.route, scope.originalRequest, exchange,
				scope.clientContext, scope.execRuntime, scope.scheduler, scope.execCount);
	}

	@Override
	public void close() throws IOException {
		this.connector.close();
	}

	/**
	 * What can be cancelled of an exchange: every step there ever was. The client's own
	 * knows but one, and forgets it if the next begins before the step before has
	 * returned, or while it is cancelled.
	 */
	private static final class Exchange implements CancellableDependency {

		private final Queue<Cancellable> steps = new ConcurrentLinkedQueue<>();

		private volatile boolean cancelled;

		private @Nullable HttpRequest request;

		void leave(Map<HttpRequest, Exchange> exchanges) {
			if (this.request != null) {
				exchanges.remove(this.request);
			}
		}

		@Override
		public void setDependency(Cancellable step) {
			this.steps.add(step);
			if (this.cancelled) {
				step.cancel();
			}
		}

		@Override
		public boolean isCancelled() {
			return this.cancelled;
		}

		@Override
		public boolean cancel() {
			this.cancelled = true;
			this.steps.forEach(Cancellable::cancel);
			return true;
		}

	}

}
