package ai.miosa.samples.agent;

import java.util.List;
import java.util.Map;

import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model that replays a fixed conversation, regardless of the task and the results.
 */
class ScriptedChatModel implements ChatModel {

	private static final List<ToolCall> CALLS = List.of(bash("ls -R && python3 -m unittest 2>&1 | tail -n 5"),
			bash("cat prices.py test_prices.py"), python("""
					from pathlib import Path

					source = Path("prices.py")
					source.write_text(source.read_text().replace("price * percent", "price * percent / 100"))
					"""), bash("python3 -m unittest"), bash("rm -rf __pycache__"));

	private static final String ANSWER = """
			discount() took the percentage for a factor: 10 % off 200 was 200 - 200 * 10. I divide by 100 now, \
			and the test passes.""";

	@Override
	public ChatResponse call(Prompt prompt) {
		long answered = prompt.getInstructions()
			.stream()
			.filter((message) -> message.getMessageType() == MessageType.TOOL)
			.count();
		AssistantMessage message = (answered < CALLS.size())
				? AssistantMessage.builder().content("").toolCalls(List.of(CALLS.get((int) answered))).build()
				: new AssistantMessage(ANSWER);
		return new ChatResponse(List.of(new Generation(message)));
	}

	@Override
	public ChatOptions getOptions() {
		return ToolCallingChatOptions.builder().build();
	}

	private static ToolCall bash(String command) {
		return call("bash", Map.of("command", command));
	}

	private static ToolCall python(String code) {
		return call("python", Map.of("code", code));
	}

	private static ToolCall call(String tool, Map<String, String> arguments) {
		return new ToolCall("call", "function", tool, JsonMapper.shared().writeValueAsString(arguments));
	}

}
