package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;

/**
 * A tool call that waits for approval.
 *
 * @param tool the tool's name, such as {@code bash}
 * @param computerId the computer it would run on
 * @param content the command, the python code, or the id of the job to kill
 * @param toolContext what the application has put into the tool context, if anything
 */
public record MiosaToolRequest(String tool, String computerId, String content, @Nullable ToolContext toolContext) {

	/**
	 * Return the tool and the computer. The content is left out.
	 */
	@Override
	public String toString() {
		return "MiosaToolRequest[tool=" + this.tool + ", computerId=" + this.computerId + "]";
	}

}
