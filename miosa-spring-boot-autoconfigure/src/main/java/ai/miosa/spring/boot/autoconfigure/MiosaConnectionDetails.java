package ai.miosa.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

import ai.miosa.spring.MiosaEndpoint;

/**
 * Details required to reach the MIOSA API. A bean of this type replaces the
 * {@code miosa.*} connection properties.
 */
public interface MiosaConnectionDetails extends ConnectionDetails {

	/**
	 * Return the base URL of the API.
	 * @return the base URL, {@value MiosaEndpoint#DEFAULT_BASE_URL} by default
	 */
	default String getBaseUrl() {
		return MiosaEndpoint.DEFAULT_BASE_URL;
	}

	/**
	 * Return the API key. Called for each request.
	 * @return the key
	 */
	String getApiKey();

	/**
	 * Return the organization to act in.
	 * @return the tenant, or {@code null} for the key's own
	 */
	default @Nullable String getTenant() {
		return null;
	}

	/**
	 * Return the workspace to act in.
	 * @return the workspace, or {@code null} for the tenant's default
	 */
	default @Nullable String getWorkspace() {
		return null;
	}

	/**
	 * Return the default computer.
	 * @return the computer's id, or {@code null} if there is no default
	 */
	default @Nullable String getComputerId() {
		return null;
	}

	/**
	 * Return the SSL bundle for connections to the API.
	 * @return the bundle, or {@code null} for the default trust store
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

}
