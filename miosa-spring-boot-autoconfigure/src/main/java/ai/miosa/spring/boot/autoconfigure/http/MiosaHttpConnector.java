package ai.miosa.spring.boot.autoconfigure.http;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.client.reactive.ClientHttpConnector;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.ExecOptions;

/**
 * Owner of the HTTP connector: Reactor Netty if the application uses it, and the JDK's
 * client otherwise. Both send each request once, over HTTP/1.1 and to one host,
 * overriding the application's customizers. A redirect would send the command, and with
 * some clients the key, to another host, and only the template decides about retries. A
 * reloaded SSL bundle applies from the next request.
 */
public final class MiosaHttpConnector implements DisposableBean {

	private final HttpClientSettings settings;

	private final Supplier<@Nullable SslBundle> sslBundles;

	private final Supplier<SettableConnector> factory;

	private @Nullable SettableConnector connector;

	private @Nullable SslBundle sslBundle;

	/**
	 * Create the connector. Its HTTP client is created by {@link #get()}.
	 * @param builder the application's builder
	 * @param settings the application's settings
	 * @param sslBundles supplies the SSL bundle that replaces the one in the settings
	 * @param limits the limits
	 * @param baseUrl the base URL of the API
	 */
	public MiosaHttpConnector(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings,
			Supplier<@Nullable SslBundle> sslBundles, Limits limits, URI baseUrl) {
		// Longer than any deadline, which the template enforces
		Duration readTimeout = ExecOptions.MAX_TIMEOUT.plus(limits.gracePeriod().multipliedBy(2));
		this.settings = settings.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(limits.connectTimeout(), readTimeout);
		this.sslBundles = sslBundles;
		this.factory = () -> create(builder, limits, baseUrl);
		// Fails for a bundle that does not exist
		sslBundles.get();
	}

	private static SettableConnector create(ClientHttpConnectorBuilder<?> builder, Limits limits, URI baseUrl) {
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return new ReactorConnector(reactor, limits.maxConnections(), limits.maxIdleTime(), baseUrl);
		}
		return new JdkConnector(
				(builder instanceof JdkClientHttpConnectorBuilder jdk) ? jdk : ClientHttpConnectorBuilder.jdk(),
				limits.maxIdleTime());
	}

	private HttpClientSettings withSslBundle(@Nullable SslBundle bundle) {
		return (bundle != null) ? this.settings.withSslBundle(bundle) : this.settings;
	}

	/**
	 * Create the HTTP client, unless that has been done, and return its connector.
	 * @return the connector, valid until this bean is destroyed
	 */
	public ClientHttpConnector get() {
		current();
		return (method, uri, requestCallback) -> Mono.defer(() -> current().connect(method, uri, requestCallback));
	}

	private synchronized SettableConnector current() {
		SslBundle bundle = this.sslBundles.get();
		SettableConnector connector = this.connector;
		if (connector == null || bundle != this.sslBundle) {
			connector = (connector != null) ? connector : this.factory.get();
			connector.apply(withSslBundle(bundle));
			this.connector = connector;
			this.sslBundle = bundle;
		}
		return connector;
	}

	@Override
	public synchronized void destroy() {
		if (this.connector != null) {
			this.connector.close();
		}
	}

	/**
	 * Limits of a connector.
	 *
	 * @param connectTimeout the time to establish a connection
	 * @param gracePeriod the time to wait for a response after a command's timeout
	 * @param maxConnections the maximum number of connections
	 * @param maxIdleTime the time after which an idle connection is not used again
	 */
	public record Limits(Duration connectTimeout, Duration gracePeriod, int maxConnections, Duration maxIdleTime) {

	}

}
