package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.mcp.McpToolUtils;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The {@link MiosaTools} as an MCP server publishes them: with a title, with the hints
 * whether they destroy and whether they reach the world outside, and with progress for
 * clients that ask for it. Calls are limited by session, as those of a conversation are.
 * Needs {@code spring-ai-mcp} on the class path.
 * <p>
 * A {@link MiosaToolApproval} finds the exchange with the client in the tool context, as
 * {@link McpToolUtils#TOOL_CONTEXT_MCP_EXCHANGE_KEY}.
 */
public final class MiosaMcpTools {

	private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

	private static final JsonMapper MAPPER = JsonMapper.shared();

	private MiosaMcpTools() {
	}

	/**
	 * Return the specifications for a synchronous server.
	 * @param tools the tools
	 * @return a specification for each tool
	 */
	public static List<SyncToolSpecification> toSpecifications(MiosaTools tools) {
		return tools.callbacks().stream().map(MiosaMcpTools::toSpecification).toList();
	}

	private static SyncToolSpecification toSpecification(MiosaToolCallback callback) {
		return SyncToolSpecification.builder()
			.tool(toTool(callback.getTool()))
			.callHandler((exchange, request) -> call(callback, exchange, request))
			.build();
	}

	private static Tool toTool(MiosaTool tool) {
		Map<String, Object> inputSchema = MAPPER.readValue(tool.getDefinition().inputSchema(), new TypeReference<>() {
		});
		return Tool.builder(tool.getName(), inputSchema)
			.title(tool.getTitle())
			.description(tool.getDefinition().description())
			.annotations(ToolAnnotations.builder()
				.title(tool.getTitle())
				.readOnlyHint(!tool.isDestructive())
				.destructiveHint(tool.isDestructive())
				.idempotentHint(false)
				.openWorldHint(true)
				.build())
			.build();
	}

	private static CallToolResult call(MiosaToolCallback callback, McpSyncServerExchange exchange,
			CallToolRequest request) {
		Disposable progress = reportProgress(exchange, request);
		try {
			String arguments = MAPPER
				.writeValueAsString((request.arguments() != null) ? request.arguments() : Map.of());
			MiosaToolCallback.Answer answer = callback.answer(arguments,
					new ToolContext(Map.of(McpToolUtils.TOOL_CONTEXT_MCP_EXCHANGE_KEY, exchange,
							MiosaTools.CONVERSATION_ID, exchange.sessionId())));
			return CallToolResult.builder()
				.content(List.of(TextContent.builder(answer.text()).build()))
				.isError(answer.failed())
				.build();
		}
		finally {
			progress.dispose();
		}
	}

	// A notification blocks until it is sent, which a timer's thread must not
	private static Disposable reportProgress(McpSyncServerExchange exchange, CallToolRequest request) {
		Object token = request.progressToken();
		if (token == null) {
			return Disposables.disposed();
		}
		return Flux.interval(PROGRESS_INTERVAL, Schedulers.boundedElastic())
			.map((count) -> (count + 1) * PROGRESS_INTERVAL.toSeconds())
			.map((seconds) -> ProgressNotification.builder(token, seconds)
				.message("running for " + seconds + " s")
				.build())
			.onBackpressureDrop()
			.subscribe(exchange::progressNotification, (ex) -> {
				// A client that has gone away gets no progress; the call's end tells it
			});
	}

}
