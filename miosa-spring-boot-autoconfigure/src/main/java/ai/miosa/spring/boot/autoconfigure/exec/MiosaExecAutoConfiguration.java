package ai.miosa.spring.boot.autoconfigure.exec;

import io.micrometer.observation.ObservationRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.reactive.ClientHttpConnectorBuilder;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ResourceLoader;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.core.json.JsonFactory;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.MiosaAutoConfiguration;
import ai.miosa.spring.boot.autoconfigure.MiosaConfigurationException;
import ai.miosa.spring.boot.autoconfigure.MiosaConnectionDetails;
import ai.miosa.spring.boot.autoconfigure.MiosaProperties;
import ai.miosa.spring.boot.autoconfigure.MiosaWebClientCustomizer;
import ai.miosa.spring.boot.autoconfigure.http.MiosaHttpConnector;
import ai.miosa.spring.boot.autoconfigure.observation.MiosaObservationProperties;
import ai.miosa.spring.boot.autoconfigure.session.MiosaSessionAutoConfiguration;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.MiosaExecOperations;
import ai.miosa.spring.exec.MiosaExecTemplate;
import ai.miosa.spring.exec.ReactiveMiosaExecOperations;
import ai.miosa.spring.exec.ReactiveMiosaExecTemplate;
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
@EnableConfigurationProperties(MiosaObservationProperties.class)
public final class MiosaExecAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(ReactiveMiosaExecOperations.class)
	MiosaHttpConnector miosaHttpConnector(MiosaProperties properties, MiosaEndpoint endpoint,
			MiosaConnectionDetails connectionDetails, ResourceLoader resourceLoader,
			ObjectProvider<ClientHttpConnectorBuilder<?>> connectorBuilder,
			ObjectProvider<HttpClientSettings> settings) {
		return new MiosaHttpConnector(
				connectorBuilder
					.getIfAvailable(() -> ClientHttpConnectorBuilder.detect(resourceLoader.getClassLoader())),
				settings.getIfAvailable(HttpClientSettings::defaults), connectionDetails::getSslBundle,
				new MiosaHttpConnector.Limits(properties.getConnectTimeout(), properties.getExec().getGracePeriod(),
						properties.getMaxConnections(), properties.getMaxIdleTime()),
				endpoint.getBaseUrl());
	}

	@Bean
	@ConditionalOnMissingBean(ReactiveMiosaExecOperations.class)
	ReactiveMiosaExecTemplate reactiveMiosaExecTemplate(MiosaProperties properties,
			MiosaObservationProperties observations, MiosaEndpoint endpoint, MiosaConnectionDetails connectionDetails,
			MiosaHttpConnector connector, ObjectProvider<WebClient.Builder> webClientBuilder,
			ObjectProvider<MiosaWebClientCustomizer> webClientCustomizers,
			ObjectProvider<ObservationRegistry> observationRegistry,
			ObjectProvider<ExecObservationConvention> observationConvention,
			ObjectProvider<MiosaSessionClient> sessions) {
		WebClient.Builder webClient = webClientBuilder.getIfAvailable(WebClient::builder).clone();
		webClientCustomizers.orderedStream().forEach((customizer) -> customizer.customize(webClient));
		webClient.clientConnector(connector.get());
		ReactiveMiosaExecTemplate.Builder builder = ReactiveMiosaExecTemplate.builder(webClient, endpoint);
		MiosaProperties.Exec exec = properties.getExec();
		MiosaProperties.Retry retry = properties.getRetry();
		try {
			return builder.defaults(defaults(exec))
				.gracePeriod(exec.getGracePeriod())
				.maxOutputSize(exec.getMaxOutputSize())
				.maxConnections(properties.getMaxConnections())
				.maxAttempts(retry.isEnabled() ? retry.getMaxAttempts() : 1)
				.maxRetryWait(retry.getMaxWait())
				.maxRetryElapsed(retry.getMaxElapsed())
				.propagateTraceContext(exec.isPropagateTraceContext())
				.observationRegistry(observations.isEnabled()
						? observationRegistry.getIfAvailable(() -> ObservationRegistry.NOOP) : ObservationRegistry.NOOP)
				.observationConvention(observationConvention.getIfAvailable())
				.computerId(connectionDetails.getComputerId())
				.sessions(sessions.getIfAvailable())
				.build();
		}
		catch (IllegalArgumentException ex) {
			throw new MiosaConfigurationException("The MIOSA exec defaults are not valid. " + ex.getMessage() + ".",
					"Correct the properties under 'miosa.exec' and 'miosa.retry'.");
		}
	}

	@Bean
	@ConditionalOnMissingBean(MiosaExecOperations.class)
	MiosaExecTemplate miosaExecTemplate(ReactiveMiosaExecOperations reactive) {
		return new MiosaExecTemplate(reactive);
	}

	private static ExecOptions defaults(MiosaProperties.Exec properties) {
		ExecOptions.Builder defaults = ExecOptions.builder().env(properties.getEnv());
		PropertyMapper map = PropertyMapper.get();
		map.from(properties::getTimeout).to(defaults::timeout);
		map.from(properties::getWorkingDirectory).to(defaults::workingDirectory);
		return defaults.build();
	}

}
