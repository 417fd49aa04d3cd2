package ai.miosa.spring.boot.autoconfigure.http;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.reactive.ClientHttpConnector;

/**
 * Connector whose settings may change.
 */
interface SettableConnector extends ClientHttpConnector, AutoCloseable {

	/**
	 * Use other settings for new connections, and none of the connections that are idle.
	 * @param settings the settings
	 */
	void apply(HttpClientSettings settings);

	@Override
	void close();

}
