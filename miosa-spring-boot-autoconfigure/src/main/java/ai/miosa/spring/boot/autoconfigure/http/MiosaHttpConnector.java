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
 * Owner of the HTTP connector for MIOSA: Reactor Netty where the application uses it, and
 * the JDK's client otherwise. Both send each request once, over HTTP/1.1 and to one host,
 * whatever the application's customizers say. A redirect would take the command, and with
 * some clients the key, to another host; and whether a command is sent again is decided
 * by the template alone. A new SSL bundle is used from the next request on.
 */
public final class MiosaHttpConnector implements DisposableBean {

	private final HttpClientSettings settings;

	private final Supplier<@Nullable SslBundle> sslBundles;

	private final SettableConnector connector;

	private @Nullable SslBundle sslBundle;

	/**
	 * Create the connector.
	 * @param builder the builder that the application uses
	 * @param settings the application's settings
	 * @param sslBundles supplies the SSL bundle to use instead of that of the settings
	 * @param limits the limits to keep
	 * @param baseUrl the base URL of the API
	 */
	public MiosaHttpConnector(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings,
			Supplier<@Nullable SslBundle> sslBundles, Limits limits, URI baseUrl) {
		// The deadline of a call is kept by the template; this is above all of them
		Duration readTimeout = ExecOptions.MAX_TIMEOUT.plus(limits.gracePeriod().multipliedBy(2));
		this.settings = settings.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(limits.connectTimeout(), readTimeout);
		this.sslBundles = sslBundles;
		this.sslBundle = sslBundles.get();
		this.connector = create(builder, limits, baseUrl);
		this.connector.apply(withSslBundle(this.sslBundle));
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
	 * Return the connector.
	 * @return the connector, which lives as long as this bean
	 */
	public ClientHttpConnector get() {
		return (method, uri, requestCallback) -> Mono.defer(() -> {
			applySslBundle();
			return this.connector.connect(method, uri, requestCallback);
		});
	}

	private synchronized void applySslBundle() {
		SslBundle bundle = this.sslBundles.get();
		if (bundle != this.sslBundle) {
			this.connector.apply(withSslBundle(bundle));
			this.sslBundle = bundle;
		}
	}

	@Override
	public void destroy() {
		this.connector.close();
	}

	/**
	 * The limits that a connector keeps.
	 *
	 * @param connectTimeout the time allowed for establishing a connection
	 * @param gracePeriod the time to wait for an answer beyond a command's timeout
	 * @param maxConnections how many connections the connector must be able to hold
	 * @param maxIdleTime the time after which an idle connection is not used again
	 */
	public record Limits(Duration connectTimeout, Duration gracePeriod, int maxConnections, Duration maxIdleTime) {

	}

}
