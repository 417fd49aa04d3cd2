package ai.miosa.spring.boot.autoconfigure.session;

import java.util.Objects;
import java.util.function.Supplier;

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
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.boot.autoconfigure.MiosaSessionClientCustomizer;
import ai.miosa.spring.boot.autoconfigure.support.ConditionalOnMissingUserBean;
import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionClientBuilder;
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
	@ConditionalOnMissingUserBean(MiosaSessionRegistry.class)
	MiosaSessionRegistry miosaSessionRegistry() {
		return new MiosaSessionRegistry();
	}

	@Bean
	@ConditionalOnMissingUserBean(MiosaSessionClient.class)
	MiosaSessionClient miosaSessionClient(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, MiosaSessionRegistry registry,
			ObjectProvider<HttpClientSettings> httpClientSettings,
			ObjectProvider<MiosaSessionClientCustomizer> customizers, Environment environment) {
		MiosaProperties.Session session = properties.session();
		HttpClientSettings http = httpClientSettings.getIfAvailable(HttpClientSettings::defaults);
		MiosaSessionClientBuilder builder = MiosaSessionClient.builder(endpoint)
			.protocol(session.protocol())
			.defaultOptions(defaults(session))
			.virtualThreads(Threading.VIRTUAL.isActive(environment))
			.registry(registry);
		MiosaPropertyMapper.apply("miosa.connect-timeout", properties.connectTimeout(), builder::connectTimeout);
		MiosaPropertyMapper.apply("miosa.session.handshake-timeout", session.handshakeTimeout(),
				builder::handshakeTimeout);
		MiosaPropertyMapper.apply("miosa.session.await-timeout", session.awaitTimeout(), builder::awaitTimeout);
		MiosaPropertyMapper.apply("miosa.session.keep-alive-interval", session.keepAliveInterval(),
				builder::keepAliveInterval);
		MiosaPropertyMapper.apply("miosa.session.keep-alive-timeout", session.keepAliveTimeout(),
				builder::keepAliveTimeout);
		MiosaPropertyMapper.apply("miosa.session.write-timeout", session.writeTimeout(), builder::writeTimeout);
		secure(builder, () -> {
			SslBundle bundle = connectionDetails.getSslBundle();
			return (bundle != null) ? bundle : http.sslBundle();
		});
		if (ClassUtils.isPresent("org.springframework.boot.http.client.InetAddressFilter", null)) {
			AddressFilter.apply(builder, http);
		}
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	private static void secure(MiosaSessionClientBuilder builder, Supplier<@Nullable SslBundle> bundles) {
		SslBundle bundle = bundles.get();
		if (bundle != null) {
			SslOptions options = bundle.getOptions();
			builder.sslContext(new BundleSslContext(() -> Objects.requireNonNullElse(bundles.get(), bundle)))
				.sslParameters(new SSLParameters(options.getCiphers(), options.getEnabledProtocols()));
		}
	}

	private static SessionOptions defaults(MiosaProperties.Session properties) {
		SessionOptions.Builder defaults = SessionOptions.builder().pty(properties.pty()).output(properties.output());
		MiosaPropertyMapper.apply("miosa.session.columns", properties.columns(),
				(columns) -> new TerminalSize(columns, 1));
		MiosaPropertyMapper.apply("miosa.session.rows", properties.rows(),
				(rows) -> defaults.terminalSize(new TerminalSize(properties.columns(), rows)));
		MiosaPropertyMapper.apply("miosa.session.working-directory", properties.workingDirectory(),
				defaults::workingDirectory);
		properties.env()
			.forEach((name, value) -> MiosaPropertyMapper.apply("miosa.session.env." + name, value,
					(text) -> defaults.env(name, text)));
		return defaults.build();

	}

	/**
	 * Applies the address filter, which exists since Spring Boot 4.1.
	 */
	private static final class AddressFilter {

		static void apply(MiosaSessionClientBuilder builder, HttpClientSettings settings) {
			InetAddressFilter filter = settings.inetAddressFilter();
			if (filter != null) {
				builder.addressFilter(filter::matches);
			}
		}

	}

}
