package ai.miosa.spring.ai;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

import ai.miosa.spring.MiosaException;

/**
 * A tool for a model to call. A failed call is a text for the model; only what the
 * application has done wrong is raised, and the interruption of the calling thread.
 */
final class MiosaToolCallback implements ToolCallback {

	private static final Log logger = LogFactory.getLog(MiosaTools.class);

	private final MiosaTool tool;

	private final ToolHandler handler;

	MiosaToolCallback(MiosaTool tool, ToolHandler handler) {
		this.tool = tool;
		this.handler = handler;
	}

	MiosaTool getTool() {
		return this.tool;
	}

	@Override
	public ToolDefinition getToolDefinition() {
		return this.tool.getDefinition();
	}

	@Override
	public String call(String toolInput) {
		return call(toolInput, null);
	}

	@Override
	public String call(String toolInput, @Nullable ToolContext toolContext) {
		return answer(toolInput, toolContext).text();
	}

	Answer answer(String toolInput, @Nullable ToolContext toolContext) {
		try {
			return new Answer(this.handler.handle(ToolArguments.parse(toolInput), toolContext), false);
		}
		catch (ToolRejectedException ex) {
			return new Answer(ex.getText(), true);
		}
		catch (MiosaException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			logger.debug("The tool " + this.tool.getName() + " failed", ex);
			return new Answer(FailureText.of(ex), true);
		}
	}

	@Override
	public String toString() {
		return "MiosaToolCallback[" + this.tool.getName() + "]";
	}

	/**
	 * What the model is told.
	 *
	 * @param text the text
	 * @param failed whether the call failed or was refused; not whether the command did
	 */
	record Answer(String text, boolean failed) {
	}

}
