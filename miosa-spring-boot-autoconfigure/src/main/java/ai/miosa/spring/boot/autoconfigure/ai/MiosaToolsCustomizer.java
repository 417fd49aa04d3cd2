package ai.miosa.spring.boot.autoconfigure.ai;

import ai.miosa.spring.ai.MiosaTools;

/**
 * Callback that customizes the auto-configured {@link MiosaTools}, after the properties
 * have been applied to the builder.
 */
@FunctionalInterface
public interface MiosaToolsCustomizer {

	/**
	 * Customize the tools.
	 * @param builder the builder of the tools
	 */
	void customize(MiosaTools.Builder builder);

}
