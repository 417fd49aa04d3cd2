package ai.miosa.spring.ai;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;

/**
 * A tool call that waits for approval.
 *
 * @param tool the tool's name, such as {@code bash}
 * @param computerId the computer it would run on
 * @param content the command, the python code, or the id of the job to kill
 * @param toolContext the tool context of the application, if any
 */
public record MiosaToolRequest(String tool, String computerId, String content, @Nullable ToolContext toolContext) {

	/**
	 * Return the tool and the computer. Omits the content.
	 */
	@Override
	public String toString() {
		return "MiosaToolRequest[tool=" + this.tool + ", computerId=" + this.computerId + "]";
	}

}
