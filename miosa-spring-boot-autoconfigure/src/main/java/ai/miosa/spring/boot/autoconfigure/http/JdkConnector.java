package ai.miosa.spring.boot.autoconfigure.http;

import java.net.Authenticator;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.function.Function;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

import ai.miosa.spring.api.SystemProxy;

/**
 * Connector for the JDK's client. Unlike Spring's, it closes the connection of an
 * exchange that is cancelled after the body has begun, and does not use connections that
 * have been idle for too long.
 */
final class JdkConnector implements SettableConnector {

	private final JdkClientHttpConnectorBuilder builder;

	private final JdkClients clients;

	JdkConnector(JdkClientHttpConnectorBuilder builder, Duration maxIdleTime) {
		this.builder = builder.withHttpClientCustomizer((client) -> {
			throw new Capture(client.followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1));
		});
		this.clients = new JdkClients(maxIdleTime, System::nanoTime);
	}

	/**
	 * Create clients like the builder, whose connectors give no access to the client.
	 */
	@Override
	public void apply(HttpClientSettings settings) {
		try {
			this.builder.build(settings);
		}
		catch (Capture capture) {
			this.clients.setFactory(capture.client::build);
		}
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return Mono.defer(() -> {
			JdkRequest request = new JdkRequest(method, uri);
			return requestCallback.apply(request).then(Mono.defer(() -> exchange(authorize(request.build()))));
		});
	}

	private Mono<ClientHttpResponse> exchange(HttpRequest request) {
		JdkClients.Exchange exchange = this.clients.send(request);
		return Mono.fromFuture(exchange.response())
			.doOnCancel(() -> exchange.response().thenAccept(JdkResponse::discard))
			.map((response) -> new JdkResponse(response, exchange.end()));
	}

	/**
	 * Add the credentials for the proxy, which the client sends only to proxies. An
	 * authenticator of the client would also answer challenges of the API, and send the
	 * request again.
	 */
	private HttpRequest authorize(HttpRequest request) {
		if (Authenticator.getDefault() == null) {
			return request;
		}
		SystemProxy proxy = SystemProxy.select(this.clients.proxySelector(), request.uri());
		PasswordAuthentication credentials = (proxy != null) ? proxy.getCredentials() : null;
		if (credentials == null) {
			return request;
		}
		return HttpRequest.newBuilder(request, (name, value) -> true)
			.header(HttpHeaders.PROXY_AUTHORIZATION,
					"Basic " + HttpHeaders.encodeBasicAuth(credentials.getUserName(),
							new String(credentials.getPassword()), null))
			.build();
	}

	@Override
	public void close() {
		this.clients.close();
	}

	/**
	 * Extracts the client's builder from the connector's.
	 */
	private static final class Capture extends RuntimeException {

		private final transient HttpClient.Builder client;

		Capture(HttpClient.Builder client) {
			super(null, null, false, false);
			this.client = client;
		}

	}

}
