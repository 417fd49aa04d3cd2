package ai.miosa.spring.boot.autoconfigure.exec;

import java.util.Objects;

import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.log.LogMessage;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.core.json.JsonFactory;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.MiosaExecTemplateCustomizer;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.boot.autoconfigure.MiosaWebClientCustomizer;
import ai.miosa.spring.boot.autoconfigure.http.MiosaHttpConnector;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.support.ConditionalOnMissingUserBean;
import ai.miosa.spring.boot.autoconfigure.support.MiosaPropertyMapper;
import ai.miosa.spring.core.ExecTemplateBuilder;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecOperations;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.session.client.MiosaSessionClient;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link MiosaExecTemplate} and
 * {@link ReactiveMiosaExecTemplate}.
 */
@AutoConfiguration(
		after = { MiosaAutoConfiguration.class, MiosaSessionAutoConfiguration.class, WebClientAutoConfiguration.class })
@ConditionalOnClass({ WebClient.class, ClientHttpConnectorBuilder.class, JsonFactory.class })
@ConditionalOnBean(MiosaEndpoint.class)
public final class MiosaExecAutoConfiguration {

	private static final Log logger = LogFactory.getLog(MiosaExecAutoConfiguration.class);

	@Bean
	@ConditionalOnMissingUserBean(ReactiveMiosaExecOperations.class)
	MiosaHttpConnector miosaHttpConnector(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, ResourceLoader resourceLoader,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectorBuilder,
			ObjectProvider<HttpClientSettings> settings) {
		return new MiosaHttpConnector(
				connectorBuilder
					.getIfAvailable(() -> ClientHttpConnectorBuilder.detect(resourceLoader.getClassLoader())),
				settings.getIfAvailable(HttpClientSettings::defaults), connectionDetails::getSslBundle,
				new MiosaHttpConnector.Limits(properties.connectTimeout(), properties.exec().gracePeriod(),
						properties.maxConnections(), properties.maxIdleTime()),
				endpoint.getBaseUrl());
	}

	@Bean
	@ConditionalOnMissingUserBean(ReactiveMiosaExecOperations.class)
	ReactiveMiosaExecTemplate reactiveMiosaExecTemplate(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, MiosaHttpConnector connector,
			ObjectProvider<WebClient.Builder> webClientBuilder,
			ObjectProvider<MiosaWebClientCustomizer> webClientCustomizers,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ExecObservationConvention> observationConvention,
			ObjectProvider<MiosaSessionClient> sessions, ObjectProvider<MiosaExecTemplateCustomizer> customizers) {
		// Not before the first call, since Spring Boot creates an HTTP client for its
		// builder
		ExecTemplateBuilder<ReactiveMiosaExecTemplate> builder = ReactiveMiosaExecTemplate.builder(() -> {
			WebClient.Builder webClient = webClientBuilder.getIfAvailable(WebClient::builder).clone();
			webClient.clientConnector(connector.get());
			webClientCustomizers.orderedStream().forEach((customizer) -> customizer.customize(webClient));
			return webClient;
		}, endpoint);
		MiosaProperties.Exec exec = properties.exec();
		MiosaProperties.Retry retry = properties.retry();
		MiosaPropertyMapper.apply("miosa.exec.grace-period", exec.gracePeriod(), builder::gracePeriod);
		MiosaPropertyMapper.apply("miosa.exec.max-output-size", exec.maxOutputSize(), builder::maxOutputSize);
		MiosaPropertyMapper.apply("miosa.retry.max-attempts", retry.maxAttempts(), builder::maxAttempts);
		MiosaPropertyMapper.apply("miosa.retry.max-wait", retry.maxWait(), builder::maxRetryWait);
		MiosaPropertyMapper.apply("miosa.retry.max-elapsed", retry.maxElapsed(), builder::maxRetryElapsed);
		if (!retry.enabled()) {
			builder.maxAttempts(1);
		}
		logger.info(LogMessage.format("Commands are sent to %s (default computer: %s)", endpoint,
				Objects.requireNonNullElse(connectionDetails.getComputerId(), "none")));
		builder.defaults(defaults(exec))
			.maxConnections(properties.maxConnections())
			.propagateTraceContext(exec.propagateTraceContext())
			.observationRegistry(properties.observations().enabled()
					? observationRegistry.getIfAvailable(() -> ObservationRegistry.NOOP) : ObservationRegistry.NOOP)
			.observationConvention(observationConvention.getIfAvailable())
			.computerId(connectionDetails.getComputerId())
			.sessions(sessions.getIfAvailable());
		customizers.orderedStream().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingUserBean(MiosaExecOperations.class)
	MiosaExecTemplate miosaExecTemplate(ReactiveMiosaExecOperations reactive) {
		return new MiosaExecTemplate(reactive);
	}

	private static ExecOptions defaults(MiosaProperties.Exec properties) {
		ExecOptions.Builder defaults = ExecOptions.builder();
		MiosaPropertyMapper.apply("miosa.exec.timeout", properties.timeout(), defaults::timeout);
		MiosaPropertyMapper.apply("miosa.exec.working-directory", properties.workingDirectory(),
				defaults::workingDirectory);
		properties.env()
			.forEach((name, value) -> MiosaPropertyMapper.apply("miosa.exec.env." + name, value,
					(text) -> defaults.env(name, text)));
		return defaults.build();
	}

}
