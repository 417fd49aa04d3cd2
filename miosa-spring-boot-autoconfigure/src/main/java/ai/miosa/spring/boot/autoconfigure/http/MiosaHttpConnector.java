package ai.miosa.spring.boot.autoconfigure.http;

import java.io.Closeable;
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

import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.exec.ExecOptions;

/**
 * Owner of the HTTP connector for MIOSA: the one that the application has chosen, told to
 * send each request once, over HTTP/1.1 and to one host, whatever else its customizers
 * say, and to let go of what is cancelled. Redirects would take the command, and with
 * some connectors the key, to another host; and whether a command is sent again is
 * decided by the template alone.
 */
public final class MiosaHttpConnector implements DisposableBean {

	private final ClientHttpConnector connector;

	/**
	 * Create the connector.
	 * @param builder the builder that the application has chosen
	 * @param settings the application's settings
	 * @param connectTimeout the time allowed for establishing a connection
	 * @param gracePeriod the time to wait for an answer beyond a command's timeout
	 * @param maxConnections how many connections the connector must be able to hold
	 * @param sslBundle the SSL bundle to use instead of that of the settings
	 */
	public MiosaHttpConnector(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings,
			Duration connectTimeout, Duration gracePeriod, int maxConnections, @Nullable SslBundle sslBundle) {
		// The deadline of a call is kept by the template; this is above all of them
		Duration readTimeout = ExecOptions.MAX_TIMEOUT.plus(gracePeriod.multipliedBy(2));
		HttpClientSettings strict = settings.withRedirects(HttpRedirects.DONT_FOLLOW)
			.withTimeouts(connectTimeout, readTimeout);
		this.connector = build(builder, (sslBundle != null) ? strict.withSslBundle(sslBundle) : strict, maxConnections);
	}

	private static ClientHttpConnector build(ClientHttpConnectorBuilder<?> builder, HttpClientSettings settings,
			int maxConnections) {
		if (builder instanceof ReactorClientHttpConnectorBuilder reactor) {
			return ReactorConnector.build(reactor, settings);
		}
		if (builder instanceof JettyClientHttpConnectorBuilder jetty) {
			return new JettyConnector(jetty, settings, maxConnections);
		}
		if (builder instanceof HttpComponentsClientHttpConnectorBuilder httpComponents) {
			return new HttpComponentsConnector(httpComponents, settings, maxConnections);
		}
		if (builder instanceof JdkClientHttpConnectorBuilder jdk) {
			return new JdkConnector(jdk, settings);
		}
		throw new MiosaConfigurationException(
				"MIOSA cannot use the ClientHttpConnectorBuilder " + builder.getClass().getName()
						+ ": a client that follows redirects or sends again could run a command twice.",
				"Use one of Spring Boot's own builders, or declare a ReactiveMiosaExecTemplate bean whose connector "
						+ "does neither.");
	}

	/**
	 * Return the connector.
	 * @return the connector, which lives as long as this bean
	 */
	public ClientHttpConnector get() {
		return this.connector;
	}

	@Override
	public void destroy() throws Exception {
		if (this.connector instanceof Closeable closeable) {
			closeable.close();
		}
	}

}
