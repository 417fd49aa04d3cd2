package ai.miosa.spring.boot.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.boot.autoconfigure.support.ConditionalOnMissingUserBean;
import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the connection to MIOSA.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnClass(HttpHeaders.class)
@ConditionalOnBooleanProperty(name = "miosa.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MiosaProperties.class)
public final class MiosaAutoConfiguration {

	@Bean
	@ConditionalOnMissingUserBean(MiosaConnectionDetails.class)
	PropertiesMiosaConnectionDetails miosaConnectionDetails(MiosaProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		return new PropertiesMiosaConnectionDetails(properties, sslBundles.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingUserBean(MiosaEndpoint.class)
	MiosaEndpoint miosaEndpoint(MiosaProperties properties, MiosaConnectionDetails connectionDetails) {
		String baseUrl = connectionDetails.getBaseUrl();
		String tenant = connectionDetails.getTenant();
		try {
			MiosaEndpoint endpoint = properties.allowPlaintext()
					? MiosaEndpoint.ofAllowingPlaintext(baseUrl, connectionDetails::getApiKey, tenant)
					: MiosaEndpoint.of(baseUrl, connectionDetails::getApiKey, tenant);
			return endpoint.withWorkspace(connectionDetails.getWorkspace());
		}
		catch (IllegalArgumentException ex) {
			throw invalidConnection(ex);
		}
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "miosa.require-api-key", matchIfMissing = true)
	ApiKeyCheck miosaApiKeyCheck(MiosaEndpoint endpoint, ConfigurableListableBeanFactory beanFactory) {
		return new ApiKeyCheck(endpoint, beanFactory);
	}

	static MiosaConfigurationException invalidConnection(IllegalArgumentException ex) {
		return new MiosaConfigurationException(
				"The connection to MIOSA is not configured correctly. " + ex.getMessage() + ".",
				"Correct 'miosa.base-url', 'miosa.api-key', 'miosa.tenant' or 'miosa.workspace'. A plaintext connection to another "
						+ "host needs 'miosa.allow-plaintext=true'.");
	}

}
