package ai.miosa.samples.agent;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.definition.ToolDefinition;
import org.springframework.ai.tool.metadata.ToolMetadata;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Decorator of a tool that prints its arguments, outcome and duration.
 */
class Step implements ToolCallback {

	private final ToolCallback tool;

	Step(ToolCallback tool) {
		this.tool = tool;
	}

	@Override
	public ToolDefinition getToolDefinition() {
		return this.tool.getToolDefinition();
	}

	@Override
	public ToolMetadata getToolMetadata() {
		return this.tool.getToolMetadata();
	}

	@Override
	public String call(String toolInput) {
		return call(toolInput, null);
	}

	@Override
	public String call(String toolInput, @Nullable ToolContext toolContext) {
		System.out.println("\n" + getToolDefinition().name() + "> " + arguments(toolInput));
		long start = System.nanoTime();
		String result = this.tool.call(toolInput, toolContext);
		Duration duration = Duration.ofNanos(System.nanoTime() - start);
		// The first line is the outcome
		String end = result.lines().findFirst().orElse("");
		System.out.printf(Locale.ROOT, "-- %s (%.1f s)%n", end, duration.toMillis() / 1000.0);
		return result;
	}

	private static String arguments(String toolInput) {
		JsonNode arguments = JsonMapper.shared().readTree(toolInput);
		return (arguments.size() == 1) ? arguments.iterator().next().asString() : toolInput;
	}

}
