package ai.miosa.spring.boot.autoconfigure.http;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Connector whose settings can change.
 */
interface SettableConnector extends ClientHttpConnector, AutoCloseable {

	/**
	 * Apply settings to new connections, and do not use idle connections again.
	 * @param settings the settings
	 */
	void apply(HttpClientSettings settings);

	@Override
	void close();

}
