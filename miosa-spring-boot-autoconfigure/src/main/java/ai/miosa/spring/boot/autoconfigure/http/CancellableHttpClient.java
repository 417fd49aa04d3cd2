package ai.miosa.spring.boot.autoconfigure.http;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import org.jspecify.annotations.Nullable;

/**
 * Client for one exchange, whose connection is closed if the exchange is cancelled, also
 * if the body has begun.
 */
final class CancellableHttpClient extends HttpClient {

	private final HttpClient client;

	private boolean cancelled;

	private Flow.@Nullable Subscription body;

	CancellableHttpClient(HttpClient client) {
		this.client = client;
	}

	/**
	 * Cancel the reading of the body, whether it has begun or not.
	 */
	void cancel() {
		Flow.Subscription body;
		synchronized (this) {
			this.cancelled = true;
			body = this.body;
		}
		if (body != null) {
			body.cancel();
		}
	}

	private void begun(Flow.Subscription body) {
		boolean cancelled;
		synchronized (this) {
			this.body = body;
			cancelled = this.cancelled;
		}
		if (cancelled) {
			body.cancel();
		}
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
		return this.client.sendAsync(request, (info) -> new CancellableBody<>(handler.apply(info)));
	}

	@Override
	public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler,
			PushPromiseHandler<T> pushPromiseHandler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
			throws IOException, InterruptedException {
		throw new UnsupportedOperationException();
	}

	@Override
	public Optional<CookieHandler> cookieHandler() {
		return this.client.cookieHandler();
	}

	@Override
	public Optional<Duration> connectTimeout() {
		return this.client.connectTimeout();
	}

	@Override
	public Redirect followRedirects() {
		return this.client.followRedirects();
	}

	@Override
	public Optional<ProxySelector> proxy() {
		return this.client.proxy();
	}

	@Override
	public SSLContext sslContext() {
		return this.client.sslContext();
	}

	@Override
	public SSLParameters sslParameters() {
		return this.client.sslParameters();
	}

	@Override
	public Optional<Authenticator> authenticator() {
		return this.client.authenticator();
	}

	@Override
	public Version version() {
		return this.client.version();
	}

	@Override
	public Optional<Executor> executor() {
		return this.client.executor();
	}

	private final class CancellableBody<T> implements BodySubscriber<T> {

		private final BodySubscriber<T> subscriber;

		CancellableBody(BodySubscriber<T> subscriber) {
			this.subscriber = subscriber;
		}

		@Override
		public CompletionStage<T> getBody() {
			return this.subscriber.getBody();
		}

		@Override
		public void onSubscribe(Flow.Subscription subscription) {
			this.subscriber.onSubscribe(subscription);
			begun(subscription);
		}

		@Override
		public void onNext(List<ByteBuffer> item) {
			this.subscriber.onNext(item);
		}

		@Override
		public void onError(Throwable failure) {
			this.subscriber.onError(failure);
		}

		@Override
		public void onComplete() {
			this.subscriber.onComplete();
		}

	}

}
