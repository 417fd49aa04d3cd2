package ai.miosa.spring.ai;

import java.util.ArrayList;
import java.util.List;

import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.model.tool.ToolExecutionResult;
import org.springframework.ai.tool.definition.ToolDefinition;

/**
 * Decorator of a {@link ToolCallingManager} that shows the images of {@code view_image}
 * to the model. The response of a tool can only be text; the images follow it as media of
 * a user message. Thread-safe if the decorated manager is.
 */
public final class MiosaImageToolCallingManager implements ToolCallingManager {

	private final ToolCallingManager delegate;

	/**
	 * Create a manager.
	 * @param delegate executes the calls
	 */
	public MiosaImageToolCallingManager(ToolCallingManager delegate) {
		this.delegate = delegate;
	}

	@Override
	public List<ToolDefinition> resolveToolDefinitions(ToolCallingChatOptions options) {
		return this.delegate.resolveToolDefinitions(options);
	}

	@Override
	public ToolExecutionResult executeToolCalls(Prompt prompt, ChatResponse response) {
		ToolExecutionResult result = this.delegate.executeToolCalls(prompt, response);
		List<Message> history = new ArrayList<>(result.conversationHistory());
		int last = history.size() - 1;
		if (last < 0 || !(history.get(last) instanceof ToolResponseMessage message)) {
			return result;
		}
		List<Media> images = new ArrayList<>();
		List<ToolResponse> responses = message.getResponses().stream().map((tool) -> text(tool, images)).toList();
		if (images.isEmpty()) {
			return result;
		}
		history.set(last, ToolResponseMessage.builder().responses(responses).metadata(message.getMetadata()).build());
		history.add(UserMessage.builder().text("The images of view_image.").media(images).build());
		return ToolExecutionResult.builder().conversationHistory(history).returnDirect(result.returnDirect()).build();
	}

	private static ToolResponse text(ToolResponse response, List<Media> images) {
		if (!response.name().equals(MiosaTool.VIEW_IMAGE.getName())) {
			return response;
		}
		Media image = ToolAnswer.image(response.responseData());
		if (image == null) {
			return response;
		}
		images.add(image);
		return new ToolResponse(response.id(), response.name(), "The image follows.");
	}

}
