package ai.miosa.spring.boot.autoconfigure;

import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionClientBuilder;

/**
 * Callback that customizes the auto-configured {@link MiosaSessionClient}, after the
 * properties have been applied to the builder.
 */
@FunctionalInterface
public interface MiosaSessionClientCustomizer {

	/**
	 * Customize the session client.
	 * @param builder the builder of the session client
	 */
	void customize(MiosaSessionClientBuilder builder);

}
