package ai.miosa.samples.mcpserver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An MCP server and a client of the same SDK.
 */
@Timeout(60)
abstract class McpServerTests {

	static final String MAX_CALLS = "--miosa.ai.tools.max-calls-per-minute=10";

	static final String MCP_TIMEOUT = "--miosa.ai.tools.mcp-timeout=8s";

	private final List<ProgressNotification> progress = new CopyOnWriteArrayList<>();

	private McpSyncClient client;

	/**
	 * Return a new transport to the server.
	 */
	abstract McpClientTransport transport();

	@BeforeEach
	void connect() {
		this.client = McpClient.sync(transport())
			.requestTimeout(Duration.ofSeconds(40))
			.initializationTimeout(Duration.ofSeconds(40))
			.progressConsumer(this.progress::add)
			.build();
		this.client.initialize();
		// The first command loads many classes, which takes seconds on a busy machine
		call("bash", Map.of("command", "true"));
	}

	@AfterEach
	void disconnect() {
		this.client.closeGracefully();
	}

	@Test
	void publishesAndRunsTools() {
		assertThat(this.client.listTools().tools()).extracting(Tool::name)
			.doesNotHaveDuplicates()
			.contains("bash", "python");
		assertThat(this.client.listTools().tools()).allSatisfy((tool) -> {
			assertThat(tool.title()).isNotBlank();
			assertThat(tool.annotations().openWorldHint()).isTrue();
			assertThat(tool.annotations().destructiveHint()).isEqualTo(!tool.annotations().readOnlyHint());
		});

		CallToolResult failed = call("bash", Map.of("command", "echo out; exit 3"));
		assertThat(text(failed)).isEqualTo("exit code: 3\nstdout:\nout\nstderr: empty\n");
		assertThat(failed.isError()).isFalse();

		CallToolResult refused = call("bash", Map.of("command", " "));
		assertThat(text(refused)).startsWith("Nothing was run: ");
		assertThat(refused.isError()).isTrue();
	}

	@Test
	@Tag("thorough")
	void answersInTimeIfACommandTakesLonger() {
		CallToolResult handedOver = this.client.callTool(CallToolRequest.builder("bash")
			.arguments(Map.of("command", "sleep 300"))
			.progressToken("token-1")
			.build());
		Matcher job = Pattern.compile("still running after \\d+ seconds, as job (\\S+): ").matcher(text(handedOver));
		assertThat(job.lookingAt()).as(text(handedOver)).isTrue();
		assertThat(this.progress).isNotEmpty()
			.allSatisfy((notification) -> assertThat(notification.progressToken()).isEqualTo("token-1"))
			.first()
			.extracting(ProgressNotification::message)
			.isEqualTo("running for 1 s");
		assertThat(text(call("kill_job", Map.of("job", job.group(1)))))
			.startsWith("no exit code: killed by signal 15\n");
	}

	@Test
	@Tag("thorough")
	void limitsTheRateOfCallsOfASession() {
		Map<String, Object> unknown = Map.of("job", "ai-0123456789abcdef");
		assertThat(text(call("job_status", unknown))).startsWith("There is no such job.");
		CallToolResult refused = Stream.generate(() -> call("job_status", unknown))
			.limit(100)
			.dropWhile((result) -> text(result).startsWith("There is no such job."))
			.findFirst()
			.orElseThrow();
		assertThat(text(refused))
			.startsWith("Nothing was run: this conversation has made 10 tool calls within a minute.");
		assertThat(refused.isError()).isTrue();
	}

	private CallToolResult call(String tool, Map<String, Object> arguments) {
		return this.client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
	}

	private static String text(CallToolResult result) {
		return ((TextContent) result.content().get(0)).text();
	}

}
