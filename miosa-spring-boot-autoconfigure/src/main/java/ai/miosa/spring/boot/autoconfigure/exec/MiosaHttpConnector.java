package ai.miosa.spring.boot.autoconfigure.exec;

import java.io.Closeable;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.HttpComponentsClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JdkClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.JettyClientHttpConnectorBuilder;
import org.springframework.boot.http.client.reactive.ReactorClientHttpConnectorBuilder;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.http.client.reactive.ClientHttpConnector;

import ai.miosa.spring.exec.ExecOptions;

/**
 * Owns the HTTP connector for MIOSA: the one that the application has chosen, told to
 * send each request once and to one host, whatever else its customizers say. Redirects
 * would take the command, and with some connectors the key, to another host; and whether
 * a command is sent again is decided by the template alone.
 */
final class MiosaHttpConnector implements DisposableBean {

	private final ClientHttpConnector connector;

	private @Nullable AutoCloseable client;

	MiosaHttpConnector(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings, Duration connectTimeout,
			Duration gracePeriod, @Nullable SslBundle sslBundle) {
		// The deadline of a call is kept by the template; this is above all of them
		Duration readTimeout = ExecOptions.MAX_TIMEOUT.plus(gracePeriod.multipliedBy(2));
		HttpClientSettings strict = settings.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(connectTimeout, readTimeout);
		this.connector = strict(builder, readTimeout)
			.build((sslBundle != null) ? strict.withSslBundle(sslBundle) : strict);
	}

	private ClientHttpConnectorBuilder<?> strict(ClientHttpConnectorBuilder<?> builder, Duration readTimeout) {
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return Reactor.strict(reactor);
		}
		if (builder instanceof JettyClientHttpConnectorBuilder jetty) {
			return Jetty.strict(jetty, readTimeout, this);
		}
		if (builder instanceof HttpComponentsClientHttpConnectorBuilder httpComponents) {
			return HttpComponents.strict(httpComponents);
		}
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			return jdk.withHttpClientCustomizer((client) -> client.followRedirects(Redirect.NEVER));
		}
		return builder;
	}

	ClientHttpConnector get() {
		return this.connector;
	}

	@Override
	public void destroy() throws Exception {
		if (this.connector instanceof Closeable closeable) {
			closeable.close();
		}
		if (this.client != null) {
			this.client.close();
		}
	}

	private static final class Reactor {

		static ClientHttpConnectorBuilder<?> strict(ReactorClientHttpConnectorBuilder builder) {
			return builder.withHttpClientCustomizer((client) -> client.followRedirect(false).disableRetry(true));
		}

	}

	private static final class Jetty {

		static ClientHttpConnectorBuilder<?> strict(JettyClientHttpConnectorBuilder builder, Duration readTimeout,
				MiosaHttpConnector owner) {
			return builder.withHttpClientCustomizer((client) -> {
				client.setFollowRedirects(false);
				// Otherwise a command that is silent for 30 seconds loses its connection
				client.setIdleTimeout(readTimeout.toMillis());
				owner.client = client::stop;
			});
		}

	}

	private static final class HttpComponents {

		static ClientHttpConnectorBuilder<?> strict(HttpComponentsClientHttpConnectorBuilder builder) {
			return builder
				.withHttpClientCustomizer((client) -> client.disableRedirectHandling().disableAutomaticRetries());
		}

	}

}
