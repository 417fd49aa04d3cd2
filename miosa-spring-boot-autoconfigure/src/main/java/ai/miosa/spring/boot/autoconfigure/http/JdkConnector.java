package ai.miosa.spring.boot.autoconfigure.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;

/**
 * The connector on the JDK's client. Spring's own caches the body, and so does not pass a
 * cancellation on once the body has begun: the connection would stay open for ever.
 */
final class JdkConnector implements ClientHttpConnector {

	private final HttpClient client;

	JdkConnector(JdkClientHttpConnectorBuilder builder, HttpClientSettings settings) {
		AtomicReference<HttpClient.Builder> customized = new AtomicReference<>();
		builder.withHttpClientCustomizer((client) -> {
			client.followRedirects(HttpClient.Redirect.NEVER).version(HttpClient.Version.HTTP_1_1);
			customized.set(client);
		}).build(settings);
		HttpClient.Builder client = customized.get();
		Assert.state(client != null, "The client has not been customized");
		this.client = client.build();
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return Mono.defer(() -> {
			CancellableHttpClient exchange = new CancellableHttpClient(this.client);
			return new JdkClientHttpConnector(exchange).connect(method, uri, requestCallback)
				.doOnCancel(exchange::cancel)
				.map((response) -> new CancellableResponse(response, exchange::cancel));
		});
	}

}
