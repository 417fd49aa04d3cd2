package ai.miosa.spring.boot.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Callback that customizes only MIOSA's {@link WebClient}. Applied in order, after the
 * {@code WebClientCustomizer} beans. The base URL and the credentials are set afterwards.
 * If it sets another connector, it depends on that connector whether a cancelled call is
 * sent later or a request is sent twice.
 */
@FunctionalInterface
public interface MiosaWebClientCustomizer {

	/**
	 * Customize the client.
	 * @param builder the builder of the client
	 */
	void customize(WebClient.Builder builder);

}
