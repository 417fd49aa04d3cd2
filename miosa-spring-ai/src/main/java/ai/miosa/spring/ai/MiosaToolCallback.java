package ai.miosa.spring.ai;

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;

import ai.miosa.spring.MiosaException;

/**
 * A tool for a model to call. A call that fails returns a text for the model. Only errors
 * of the application and an interruption of the calling thread are thrown.
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
		return answer(toolInput, toolContext, null).text();
	}

	ToolAnswer answer(String toolInput, @Nullable ToolContext toolContext, @Nullable Duration clientTimeout) {
		try {
			ToolArguments arguments = ToolArguments.parse(toolInput);
			return this.handler.handle(new ToolCall(this.tool, arguments, toolContext, clientTimeout));
		}
		catch (ToolFailedException ex) {
			return failed(ex.getText(), ex.getCause());
		}
		catch (MiosaException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			return failed(FailureText.of(ex), ex);
		}
	}

	private ToolAnswer failed(String text, @Nullable Throwable cause) {
		if (cause != null) {
			logger.debug("The tool " + this.tool.getName() + " failed", cause);
		}
		return ToolAnswer.failed(text);
	}

	@Override
	public String toString() {
		return "MiosaToolCallback[" + this.tool.getName() + "]";
	}

}
