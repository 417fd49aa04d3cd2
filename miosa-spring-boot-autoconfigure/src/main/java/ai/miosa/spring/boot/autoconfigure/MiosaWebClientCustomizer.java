package ai.miosa.spring.boot.autoconfigure;

import org.springframework.web.reactive.function.client.WebClient;

/**
 * Callback that customizes the {@link WebClient} for MIOSA alone. Applied in order after
 * the {@code WebClientCustomizer} beans that are for all clients. The connector, the base
 * URL and the credentials are not its concern: they are set later.
 */
@FunctionalInterface
public interface MiosaWebClientCustomizer {

	/**
	 * Customize the client.
	 * @param builder the builder of the client
	 */
	void customize(WebClient.Builder builder);

}
