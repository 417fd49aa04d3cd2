package ai.miosa.spring.ai;

/**
 * The implementation of a tool.
 */
@FunctionalInterface
interface ToolHandler {

	/**
	 * Handle a call.
	 * @return the answer for the model
	 * @throws ToolFailedException with a text for the model if the call is rejected or
	 * fails
	 * @throws ai.miosa.spring.MiosaException if a call fails that runs no command
	 */
	ToolAnswer handle(ToolCall call);

}
