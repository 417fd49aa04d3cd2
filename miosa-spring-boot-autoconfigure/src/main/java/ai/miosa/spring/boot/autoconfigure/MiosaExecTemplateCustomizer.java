package ai.miosa.spring.boot.autoconfigure;

import ai.miosa.spring.core.ExecTemplateBuilder;

/**
 * Callback that customizes the auto-configured templates, after the properties have been
 * applied to the builder.
 */
@FunctionalInterface
public interface MiosaExecTemplateCustomizer {

	/**
	 * Customize the templates.
	 * @param builder the builder of the templates
	 */
	void customize(ExecTemplateBuilder<?> builder);

}
