package ai.miosa.spring.ai;

/**
 * Reports a tool call that nothing was run for. The message is the text for the model.
 */
final class ToolRejectedException extends RuntimeException {

	ToolRejectedException(String message) {
		super(message);
	}

}
