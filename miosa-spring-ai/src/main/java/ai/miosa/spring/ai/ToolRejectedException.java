package ai.miosa.spring.ai;

/**
 * Reports a tool call that nothing was run for. Its text is for the model.
 */
final class ToolRejectedException extends RuntimeException {

	private final String text;

	ToolRejectedException(String text) {
		super(text);
		this.text = text;
	}

	String getText() {
		return this.text;
	}

}
