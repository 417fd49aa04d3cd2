package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.util.Assert;

import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.exec.ExecOptions;

/**
 * Where a tool call runs: what the application has laid down for all calls and what it
 * has put into the tool context, none of which the model can name.
 *
 * @param computerId the computer
 * @param workingDirectory the directory, or {@code null} for the template's default
 * @param env the variables
 * @param conversationId the conversation, or {@code null} if it is not known
 */
record ToolTarget(String computerId, @Nullable String workingDirectory, Map<String, String> env,
		@Nullable String conversationId) {

	static ToolTarget of(MiosaExecOperations operations, ToolSettings settings, @Nullable ToolContext toolContext) {
		Map<String, Object> context = (toolContext != null) ? toolContext.getContext() : Map.of();
		String computerId = text(context, MiosaTools.COMPUTER_ID);
		String workingDirectory = text(context, MiosaTools.WORKING_DIRECTORY);
		return new ToolTarget((computerId != null) ? computerId : operations.computer().getId(),
				(workingDirectory != null) ? workingDirectory : settings.workingDirectory(), settings.env(),
				text(context, MiosaTools.CONVERSATION_ID));
	}

	private static @Nullable String text(Map<String, Object> context, String key) {
		Object value = context.get(key);
		Assert.state(value == null || value instanceof String,
				() -> "'" + key + "' in the tool context must be a text");
		return (String) value;
	}

	ExecOptions options(Duration timeout) {
		ExecOptions.Builder options = ExecOptions.builder().timeout(timeout).env(this.env);
		if (this.workingDirectory != null) {
			options.workingDirectory(this.workingDirectory);
		}
		return options.build();
	}

	/**
	 * Return the computer and the conversation. Directory and variables are left out.
	 */
	@Override
	public String toString() {
		return "ToolTarget[computerId=" + this.computerId + ", conversationId=" + this.conversationId + "]";
	}

}
