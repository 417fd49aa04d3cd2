package ai.miosa.spring.consumer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.ai.anthropic.AnthropicChatModel;
import org.springframework.ai.anthropic.AnthropicChatOptions;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.google.genai.GoogleGenAiChatModel;
import org.springframework.ai.google.genai.GoogleGenAiChatOptions;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.web.reactive.function.client.WebClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.ai.MiosaTools;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatRuntimeException;

/**
 * The schemas of the tools as the chat models of Spring AI send them to the APIs of
 * Google, OpenAI and Anthropic.
 */
@Tag("thorough")
class ToolSchemaTests {

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private final BlockingQueue<JsonNode> requests = new LinkedBlockingQueue<>();

	private HttpServer api;

	private String url;

	private ToolCallback[] tools;

	@BeforeEach
	void start() throws IOException {
		this.api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.api.createContext("/", this::reject);
		this.api.start();
		this.url = "http://127.0.0.1:" + this.api.getAddress().getPort();
		ReactiveMiosaExecTemplate miosa = ReactiveMiosaExecTemplate
			.builder(WebClient.builder(), MiosaEndpoint.of(this.url, "msk_test", null))
			.build();
		this.tools = MiosaTools.builder(new MiosaExecTemplate(miosa), miosa.jobs()).build().getToolCallbacks();
	}

	@AfterEach
	void stop() {
		this.api.stop(0);
	}

	private void reject(HttpExchange exchange) throws IOException {
		this.requests.add(MAPPER.readTree(exchange.getRequestBody()));
		exchange.sendResponseHeaders(400, -1);
		exchange.close();
	}

	@Test
	void openAiReceivesTheSchemas() throws InterruptedException {
		OpenAiChatOptions options = OpenAiChatOptions.builder()
			.baseUrl(this.url)
			.apiKey("none")
			.model("any")
			.toolCallbacks(this.tools)
			.build();
		JsonNode request = call(OpenAiChatModel.builder().options(options).build(), options);
		assertThat(received(request.path("tools"), "/function/name", "/function/parameters")).isEqualTo(schemas());
	}

	@Test
	void anthropicReceivesTheSchemas() throws InterruptedException {
		AnthropicChatOptions options = AnthropicChatOptions.builder()
			.baseUrl(this.url)
			.apiKey("none")
			.model("any")
			.toolCallbacks(this.tools)
			.build();
		JsonNode request = call(AnthropicChatModel.builder().options(options).build(), options);
		assertThat(received(request.path("tools"), "/name", "/input_schema")).isEqualTo(schemas());
	}

	@Test
	void googleReceivesTheSchemas() throws InterruptedException {
		GoogleGenAiChatOptions options = GoogleGenAiChatOptions.builder()
			.model("any")
			.toolCallbacks(this.tools)
			.build();
		try (Client client = Client.builder()
			.apiKey("none")
			.httpOptions(HttpOptions.builder().baseUrl(this.url).build())
			.build()) {
			JsonNode request = call(GoogleGenAiChatModel.builder().genAiClient(client).options(options).build(),
					options);
			assertThat(received(request.at("/tools/0/functionDeclarations"), "/name", "/parameters"))
				.isEqualTo(schemas());
		}
	}

	private JsonNode call(ChatModel model, ChatOptions options) throws InterruptedException {
		assertThatRuntimeException().isThrownBy(() -> model.call(new Prompt("Which tests fail?", options)));
		JsonNode request = this.requests.poll(20, TimeUnit.SECONDS);
		assertThat(request).isNotNull();
		return request;
	}

	private Map<String, JsonNode> schemas() {
		return Stream.of(this.tools)
			.map(ToolCallback::getToolDefinition)
			.collect(Collectors.toMap(ToolDefinition::name, (tool) -> lowerCase(tool.inputSchema())));
	}

	private static Map<String, JsonNode> received(JsonNode tools, String name, String schema) {
		return tools.valueStream()
			.collect(Collectors.toMap((tool) -> tool.at(name).asString(),
					(tool) -> lowerCase(tool.at(schema).toString())));
	}

	// Google's types are in upper case
	private static JsonNode lowerCase(String schema) {
		return MAPPER.readTree(schema.toLowerCase(Locale.ROOT));
	}

}
