package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

import ai.miosa.spring.boot.autoconfigure.support.MiosaConfigurationException;

/**
 * Adapts {@link MiosaProperties} to {@link MiosaConnectionDetails}.
 */
final class PropertiesMiosaConnectionDetails implements MiosaConnectionDetails {

	private final MiosaProperties properties;

	private final @Nullable SslBundles sslBundles;

	PropertiesMiosaConnectionDetails(MiosaProperties properties, @Nullable SslBundles sslBundles) {
		this.properties = properties;
		this.sslBundles = sslBundles;
	}

	@Override
	public String getBaseUrl() {
		return this.properties.baseUrl();
	}

	@Override
	public String getApiKey() {
		String apiKey = StringUtils.hasText(this.properties.apiKey()) ? this.properties.apiKey()
				: this.properties.accessToken();
		if (!StringUtils.hasText(apiKey)) {
			throw new MiosaConfigurationException("No MIOSA API key is configured.",
					"Set the property 'miosa.api-key' or the environment variable MIOSA_API_KEY, define a bean of "
							+ "type MiosaConnectionDetails, or switch the support off with 'miosa.enabled=false'.");
		}
		return apiKey;
	}

	@Override
	public @Nullable String getTenant() {
		return StringUtils.hasText(this.properties.tenant()) ? this.properties.tenant() : null;
	}

	@Override
	public @Nullable String getWorkspace() {
		return StringUtils.hasText(this.properties.workspace()) ? this.properties.workspace() : null;
	}

	@Override
	public @Nullable String getComputerId() {
		if (StringUtils.hasText(this.properties.computerId())) {
			return this.properties.computerId();
		}
		return StringUtils.hasText(this.properties.sandboxId()) ? this.properties.sandboxId() : null;
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		String name = this.properties.ssl().bundle();
		if (!StringUtils.hasText(name) || this.sslBundles == null) {
			return null;
		}
		try {
			return this.sslBundles.getBundle(name);
		}
		catch (NoSuchSslBundleException ex) {
			throw new MiosaConfigurationException("The SSL bundle '" + name + "' of 'miosa.ssl.bundle' does not exist.",
					"Define the bundle under 'spring.ssl.bundle', or correct its name in 'miosa.ssl.bundle'.");
		}
	}

}
