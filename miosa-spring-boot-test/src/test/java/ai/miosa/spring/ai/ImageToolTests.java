package ai.miosa.spring.ai;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.DefaultToolCallingManager;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

import ai.miosa.spring.file.MiosaFiles;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Images on a local computer as the model receives them.
 */
class ImageToolTests {

	private static final byte[] PNG = Base64.getDecoder()
		.decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaTools tools;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(computer);
		tools = MiosaTools.builder(application.template(), application.bean(MiosaJobs.class)).build();
		MiosaFiles files = application.template().computer().files();
		files.write("plot.png", PNG);
		files.write("text.png", new byte[] { 'a' });
		files.write("large.png", Arrays.copyOf(PNG, 3_500_001));
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@Test
	@Tag("thorough")
	void modelGetsTheImageAsMediaAfterTheResponse() {
		List<Message> history = view("plot.png");
		assertThat(history).hasSize(4);
		assertThat(((ToolResponseMessage) history.get(2)).getResponses().get(0).responseData())
			.isEqualTo("The image follows.");
		assertThat(((UserMessage) history.get(3)).getMedia()).singleElement().satisfies((media) -> {
			assertThat(media.getMimeType()).hasToString("image/png");
			assertThat(media.getDataAsByteArray()).isEqualTo(PNG);
		});
	}

	@ParameterizedTest
	@Tag("thorough")
	@CsvSource({ "text.png, The file is not a PNG or JPEG image.",
			"large.png, The image must not exceed 3500000 bytes.", "none.png, The file cannot be read: NOT_FOUND",
			"~, Nothing was run: the path is not valid.", "/dev/zero, The file cannot be read: NOT_A_FILE" })
	void otherOrTooLargeContentIsText(String path, String expected) {
		List<Message> history = view(path);
		assertThat(history).hasSize(3);
		assertThat(((ToolResponseMessage) history.get(2)).getResponses().get(0).responseData()).startsWith(expected);
	}

	private static List<Message> view(String path) {
		AssistantMessage message = AssistantMessage.builder()
			.content("")
			.toolCalls(List
				.of(new AssistantMessage.ToolCall("1", "function", "view_image", "{\"path\": \"" + path + "\"}")))
			.build();
		Prompt prompt = new Prompt("task",
				ToolCallingChatOptions.builder().toolCallbacks(tools.getToolCallbacks()).build());
		return new MiosaImageToolCallingManager(DefaultToolCallingManager.builder().build())
			.executeToolCalls(prompt, new ChatResponse(List.of(new Generation(message))))
			.conversationHistory();
	}

}
