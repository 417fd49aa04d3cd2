package ai.miosa.spring.ai;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The observations and logs of a tool call.
 */
@ExtendWith(OutputCaptureExtension.class)
class ToolObservationTests {

	@Test
	@Tag("thorough")
	void isObservedAsPartOfTheToolCallAndLogsNoContent(CapturedOutput output) {
		List<Observation.Context> contexts = new CopyOnWriteArrayList<>();
		try (MiosaLocalComputer computer = MiosaLocalComputer.start();
				LocalComputerApplication application = LocalComputerApplication.start(computer,
						"miosa.ai.tools.enabled=true", "logging.level.ai.miosa=trace",
						"logging.level.org.springframework.ai=debug")) {
			ObservationRegistry registry = application.bean(ObservationRegistry.class);
			registry.observationConfig().observationHandler(new Recorder(contexts));
			callTool(registry, application.bean(MiosaTools.class), "echo hid''den; ls /no-such-secret");
		}
		assertThat(contexts).filteredOn((context) -> "miosa.exec".equals(context.getName()))
			.singleElement()
			.extracting((context) -> context.getParentObservation().getContextView().getName())
			.isEqualTo("spring.ai.tool");
		assertThat(output).doesNotContain("hid''den", "hidden", "no-such-secret");
	}

	private static void callTool(ObservationRegistry registry, MiosaTools tools, String command) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.toolCalls(List
				.of(new AssistantMessage.ToolCall("1", "function", "bash", "{\"command\": \"" + command + "\"}")))
			.build();
		Prompt prompt = new Prompt("task",
				ToolCallingChatOptions.builder().toolCallbacks(tools.getToolCallbacks()).build());
		DefaultToolCallingManager.builder()
			.observationRegistry(registry)
			.build()
			.executeToolCalls(prompt, new ChatResponse(List.of(new Generation(message))));
	}

	private record Recorder(List<Observation.Context> contexts) implements ObservationHandler<Observation.Context> {

		@Override
		public void onStop(Observation.Context context) {
			this.contexts.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
