package ai.miosa.spring.boot.autoconfigure.session;

import javax.net.ssl.SSLParameters;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.proxy.ProxyHandler;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.InetAddressFilter;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionRegistry;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for interactive sessions.
 */
@AutoConfiguration(after = MiosaAutoConfiguration.class,
		afterName = "org.springframework.boot.http.client.autoconfigure.HttpClientAutoConfiguration")
@ConditionalOnClass({ StandardWebSocketClient.class, WebSocketContainer.class, WebSocketClientHandshaker.class,
		ProxyHandler.class, HttpClientSettings.class })
@ConditionalOnBean(MiosaEndpoint.class)
public final class MiosaSessionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	MiosaSessionRegistry miosaSessionRegistry() {
		return new MiosaSessionRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	MiosaSessionClient miosaSessionClient(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, MiosaSessionRegistry registry,
			ObjectProvider<HttpClientSettings> httpClientSettings, Environment environment) {
		MiosaProperties.Session session = properties.getSession();
		HttpClientSettings http = httpClientSettings.getIfAvailable(HttpClientSettings::defaults);
		try {
			MiosaSessionClient.Builder builder = MiosaSessionClient.builder(endpoint)
				.protocol(session.getProtocol())
				.defaultOptions(defaults(session))
				.handshakeTimeout(session.getHandshakeTimeout())
				.awaitTimeout(session.getAwaitTimeout())
				.keepAliveInterval(session.getKeepAliveInterval())
				.keepAliveTimeout(session.getKeepAliveTimeout())
				.writeTimeout(session.getWriteTimeout())
				.connectTimeout(properties.getConnectTimeout())
				.virtualThreads(Threading.VIRTUAL.isActive(environment))
				.registry(registry);
			SslBundle bundle = connectionDetails.getSslBundle();
			secure(builder, (bundle != null) ? bundle : http.sslBundle());
			if (ClassUtils.isPresent("org.springframework.boot.http.client.InetAddressFilter", null)) {
				AddressFilter.apply(builder, http);
			}
			return builder.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MiosaConfigurationException("The MIOSA session defaults are not valid. " + ex.getMessage() + ".",
					"Correct the properties under 'miosa.session'.");
		}
	}

	private static void secure(MiosaSessionClient.Builder builder, @Nullable SslBundle bundle) {
		if (bundle != null) {
			SslOptions options = bundle.getOptions();
			builder.sslContext(bundle.createSslContext())
				.sslParameters(new SSLParameters(options.getCiphers(), options.getEnabledProtocols()));
		}
	}

	private static SessionOptions defaults(MiosaProperties.Session properties) {
		SessionOptions.Builder defaults = SessionOptions.builder()
			.pty(properties.isPty())
			.terminalSize(new TerminalSize(properties.getColumns(), properties.getRows()))
			.output(properties.getOutput())
			.env(properties.getEnv());
		PropertyMapper.get().from(properties::getWorkingDirectory).to(defaults::workingDirectory);
		return defaults.build();
	}

	/**
	 * The filter of addresses, which Spring Boot has since 4.1.
	 */
	private static final class AddressFilter {

		static void apply(MiosaSessionClient.Builder builder, HttpClientSettings settings) {
			InetAddressFilter filter = settings.inetAddressFilter();
			if (filter != null) {
				builder.addressFilter(filter::matches);
			}
		}

	}

}
