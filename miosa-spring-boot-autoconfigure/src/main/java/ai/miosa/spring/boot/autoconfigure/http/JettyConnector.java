package ai.miosa.spring.boot.autoconfigure.http;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.WWWAuthenticationProtocolHandler;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import reactor.core.publisher.Mono;

/**
 * The connector on Jetty's client, which it stops.
 */
final class JettyConnector implements ClientHttpConnector, Closeable {

	private final AtomicReference<HttpClient> client = new AtomicReference<>();

	private final ClientHttpConnector connector;

	JettyConnector(JettyClientHttpConnectorBuilder builder, HttpClientSettings settings, int maxConnections) {
		this.connector = builder.withHttpClientTransportFactory(HttpClientTransportOverHTTP::new)
			.withHttpClientCustomizer((client) -> {
				client.setFollowRedirects(false);
				// Its own would stand before ours
				client.setUserAgentField(null);
				client.setMaxConnectionsPerDestination(maxConnections);
				// Otherwise a command that is silent for 30 seconds loses its connection
				client.setIdleTimeout((settings.readTimeout() != null) ? settings.readTimeout().toMillis() : 0);
				client.addEventListener(new ProtocolHandlers(client));
				this.client.set(client);
			})
			.build(settings);
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		return this.connector.connect(method, uri, requestCallback);
	}

	@Override
	public void close() throws IOException {
		LifeCycle.stop(this.client.get());
	}

	/**
	 * Listener that adapts the handlers which Jetty installs when it starts: a 401 is
	 * left as it is, instead of looking for a challenge to answer.
	 */
	private record ProtocolHandlers(HttpClient client) implements LifeCycle.Listener {

		@Override
		public void lifeCycleStarted(LifeCycle event) {
			this.client.getProtocolHandlers().remove(WWWAuthenticationProtocolHandler.NAME);
			this.client.getProtocolHandlers().put(new InterimResponses());
		}

	}

	/**
	 * Handler that passes over interim responses of any status. Jetty knows three, and
	 * waits for ever after another.
	 */
	private static final class InterimResponses extends EarlyHintsProtocolHandler {

		@Override
		public String getName() {
			return "miosa-interim-responses";
		}

		@Override
		public boolean accept(Request request, Response response) {
			return HttpStatus.isInformational(response.getStatus())
					&& response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101;
		}

	}

}
