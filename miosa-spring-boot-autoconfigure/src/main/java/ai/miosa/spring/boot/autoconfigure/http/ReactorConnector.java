package ai.miosa.spring.boot.autoconfigure.http;

import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.util.Assert;
import reactor.core.publisher.Mono;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.transport.ProxyProvider;

import ai.miosa.spring.api.SystemProxy;

/**
 * Connector for Reactor Netty, with its own connection pool.
 */
final class ReactorConnector implements SettableConnector {

	private final ReactorClientHttpConnectorBuilder builder;

	/**
	 * Has a separate pool for each combination of connection settings.
	 */
	private final ConnectionProvider connections;

	private volatile @Nullable ClientHttpConnector connector;

	ReactorConnector(ReactorClientHttpConnectorBuilder builder, int maxConnections, Duration maxIdleTime, URI baseUrl) {
		this.connections = ConnectionProvider.builder("miosa")
			.maxConnections(maxConnections)
			.pendingAcquireMaxCount(-1)
			.maxIdleTime(maxIdleTime)
			.lifo()
			.build();
		this.builder = builder.withHttpClientFactory(() -> HttpClient.create(this.connections))
			.withHttpClientCustomizer((client) -> customize(client, baseUrl));
	}

	private static HttpClient customize(HttpClient client, URI baseUrl) {
		HttpClient strict = client.followRedirect(false)
			.disableRetry(true)
			.protocol(HttpProtocol.HTTP11)
			.doOnConnected((connection) -> connection.addHandlerLast(new InterimResponses()));
		return strict.configuration().hasProxy() ? strict
				: strict.proxyWhen((config, proxies) -> Mono.justOrEmpty(proxy(proxies, baseUrl)));
	}

	private static ProxyProvider.@Nullable Builder proxy(ProxyProvider.TypeSpec proxies, URI uri) {
		SystemProxy proxy = SystemProxy.select(ProxySelector.getDefault(), uri);
		if (proxy == null) {
			return null;
		}
		ProxyProvider.Builder builder = proxies
			.type((proxy.getType() == Proxy.Type.SOCKS) ? ProxyProvider.Proxy.SOCKS5 : ProxyProvider.Proxy.HTTP)
			.host(proxy.getHost())
			.port(proxy.getPort());
		PasswordAuthentication credentials = proxy.getCredentials();
		return (credentials != null)
				? builder.username(credentials.getUserName()).password((user) -> new String(credentials.getPassword()))
				: builder;
	}

	@Override
	public void apply(HttpClientSettings settings) {
		this.connector = this.builder.build(settings);
	}

	@Override
	public Mono<ClientHttpResponse> connect(HttpMethod method, URI uri,
			Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
		ClientHttpConnector connector = this.connector;
		Assert.state(connector != null, "No settings have been applied");
		return connector.connect(method, uri, requestCallback);
	}

	@Override
	public void close() {
		this.connections.dispose();
	}

	/**
	 * Handler that drops interim responses. Reactor Netty mistakes an interim response
	 * other than 100 for the final one, and the final one for the response to the next
	 * request.
	 */
	private static final class InterimResponses extends ChannelInboundHandlerAdapter {

		private boolean interim;

		@Override
		public void channelRead(ChannelHandlerContext context, Object message) {
			if (message instanceof HttpResponse response) {
				this.interim = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
			}
			if (!this.interim) {
				context.fireChannelRead(message);
				return;
			}
			this.interim = !(message instanceof LastHttpContent);
			ReferenceCountUtil.release(message);
			context.read();
		}

	}

}
