package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;

import io.modelcontextprotocol.server.McpServerFeatures;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Content;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import io.modelcontextprotocol.spec.McpSchema.ToolAnnotations;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.content.Media;
import org.springframework.ai.mcp.McpToolUtils;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link MiosaTools} for an MCP server: with titles, hints for clients, and progress for
 * clients that request it. The rate of calls is limited by session, and a command that
 * takes longer than clients wait continues as a job. Needs {@code spring-ai-mcp} on the
 * class path.
 * <p>
 * A {@link MiosaToolApproval} finds the exchange with the client in the tool context, as
 * {@link McpToolUtils#TOOL_CONTEXT_MCP_EXCHANGE_KEY}, unless the server is stateless.
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
	public static List<McpServerFeatures.SyncToolSpecification> toSpecifications(MiosaTools tools) {
		return convert(tools,
				(call) -> McpServerFeatures.SyncToolSpecification.builder()
					.tool(call.tool())
					.callHandler((exchange, request) -> call.run(request, exchange, exchange.sessionId(),
							exchange::progressNotification))
					.build());
	}

	/**
	 * Return the specifications for an asynchronous server.
	 * @param tools the tools
	 * @return a specification for each tool
	 */
	public static List<McpServerFeatures.AsyncToolSpecification> toAsyncSpecifications(MiosaTools tools) {
		return convert(tools,
				(call) -> McpServerFeatures.AsyncToolSpecification.builder()
					.tool(call.tool())
					.callHandler((exchange,
							request) -> mono(() -> call.run(request, exchange, exchange.sessionId(),
									(progress) -> exchange.progressNotification(progress).block(PROGRESS_INTERVAL))))
					.build());
	}

	/**
	 * Return the specifications for a stateless synchronous server, which neither limits
	 * the rate nor reports progress.
	 * @param tools the tools
	 * @return a specification for each tool
	 */
	public static List<McpStatelessServerFeatures.SyncToolSpecification> toStatelessSpecifications(MiosaTools tools) {
		return convert(tools,
				(call) -> McpStatelessServerFeatures.SyncToolSpecification.builder()
					.tool(call.tool())
					.callHandler((context, request) -> call.run(request, null, null, null))
					.build());
	}

	/**
	 * Return the specifications for a stateless asynchronous server, which neither limits
	 * the rate nor reports progress.
	 * @param tools the tools
	 * @return a specification for each tool
	 */
	public static List<McpStatelessServerFeatures.AsyncToolSpecification> toStatelessAsyncSpecifications(
			MiosaTools tools) {
		return convert(tools,
				(call) -> McpStatelessServerFeatures.AsyncToolSpecification.builder()
					.tool(call.tool())
					.callHandler((context, request) -> mono(() -> call.run(request, null, null, null)))
					.build());
	}

	private static <T> List<T> convert(MiosaTools tools, Function<Call, T> converter) {
		return tools.callbacks()
			.stream()
			.map((callback) -> converter
				.apply(new Call(callback, toTool(callback.getTool()), tools.settings().mcpTimeout())))
			.toList();
	}

	private static Mono<CallToolResult> mono(Callable<CallToolResult> call) {
		return Mono.fromCallable(call).subscribeOn(Schedulers.boundedElastic());
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

	/**
	 * A tool as a server calls it.
	 *
	 * @param callback the tool
	 * @param tool what clients see of it
	 * @param clientTimeout how long clients wait
	 */
	private record Call(MiosaToolCallback callback, Tool tool, Duration clientTimeout) {

		CallToolResult run(CallToolRequest request, @Nullable Object exchange, @Nullable String sessionId,
				@Nullable Consumer<ProgressNotification> progress) {
			Disposable reporting = reportProgress(request.progressToken(), progress);
			try {
				String arguments = MAPPER
					.writeValueAsString((request.arguments() != null) ? request.arguments() : Map.of());
				Map<String, Object> context = (exchange == null || sessionId == null) ? Map.of() : Map
					.of(McpToolUtils.TOOL_CONTEXT_MCP_EXCHANGE_KEY, exchange, MiosaTools.CONVERSATION_ID, sessionId);
				ToolAnswer answer = this.callback.answer(arguments, new ToolContext(context), this.clientTimeout);
				return CallToolResult.builder().content(List.of(content(answer))).isError(answer.failed()).build();
			}
			finally {
				reporting.dispose();
			}
		}

		private static Content content(ToolAnswer answer) {
			Media image = answer.image();
			return (image != null) ? ImageContent
				.builder(Base64.getEncoder().encodeToString(image.getDataAsByteArray()), image.getMimeType().toString())
				.build() : TextContent.builder(answer.text()).build();
		}

		// A notification blocks until it is sent, which a timer's thread must not
		private static Disposable reportProgress(@Nullable Object token,
				@Nullable Consumer<ProgressNotification> progress) {
			if (token == null || progress == null) {
				return Disposables.disposed();
			}
			return Flux.interval(PROGRESS_INTERVAL, Schedulers.boundedElastic())
				.map((count) -> (count + 1) * PROGRESS_INTERVAL.toSeconds())
				.map((seconds) -> ProgressNotification.builder(token, seconds)
					.message("running for " + seconds + " s")
					.build())
				.onBackpressureDrop()
				.subscribe(progress, (ex) -> {
					// A client that has disconnected gets no progress
				});
		}

	}

}
