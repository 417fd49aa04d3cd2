package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;

/**
 * Reports a tool call that was rejected or has failed. The message is for the model.
 */
final class ToolFailedException extends RuntimeException {

	ToolFailedException(String text) {
		this(text, null);
	}

	ToolFailedException(String text, @Nullable Throwable cause) {
		super(text, cause);
	}

	/**
	 * Create an exception for a call for which nothing was sent.
	 */
	static ToolFailedException rejected(String reason) {
		return new ToolFailedException("Nothing was run: " + reason);
	}

	String getText() {
		return String.valueOf(getMessage());
	}

}
