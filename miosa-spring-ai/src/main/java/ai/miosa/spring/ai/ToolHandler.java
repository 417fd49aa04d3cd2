package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;

/**
 * The work of a tool.
 */
@FunctionalInterface
interface ToolHandler {

	/**
	 * Carry out a call.
	 * @return the text for the model
	 * @throws ToolRejectedException if nothing was run
	 * @throws ai.miosa.spring.MiosaException if the call failed
	 */
	String handle(ToolArguments arguments, @Nullable ToolContext context);

}
