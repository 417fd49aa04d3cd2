package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;
import org.springframework.util.Assert;

/**
 * A call of a tool. The model chooses the arguments; the rest comes from the application.
 *
 * @param tool the tool
 * @param arguments the model's arguments
 * @param context the tool context, if any
 * @param clientTimeout how long the client waits for the answer, if that is known
 * @param start the start of the call, as {@link System#nanoTime()}
 */
record ToolCall(MiosaTool tool, ToolArguments arguments, @Nullable ToolContext context,
		@Nullable Duration clientTimeout, long start) {

	ToolCall(MiosaTool tool, ToolArguments arguments, @Nullable ToolContext context, @Nullable Duration clientTimeout) {
		this(tool, arguments, context, clientTimeout, System.nanoTime());
	}

	/**
	 * Return a value of the tool context.
	 * @throws IllegalStateException if it is not a text
	 */
	@Nullable String context(String key) {
		Object value = ((this.context != null) ? this.context.getContext() : Map.of()).get(key);
		Assert.state(value == null || value instanceof String,
				() -> "'" + key + "' in the tool context must be a string");
		return (String) value;
	}

	/**
	 * Shorten a time so that it ends before the client stops waiting.
	 * @param time the time
	 * @param reserve the time that is needed after that
	 * @return the time, not negative
	 */
	Duration shorten(Duration time, Duration reserve) {
		if (this.clientTimeout == null) {
			return time;
		}
		Duration left = this.clientTimeout.minusNanos(System.nanoTime() - this.start).minus(reserve);
		if (left.isNegative()) {
			return Duration.ZERO;
		}
		return (left.compareTo(time) < 0) ? left : time;
	}

	/**
	 * Return the tool. Omits the arguments and the context.
	 */
	@Override
	public String toString() {
		return "ToolCall[" + this.tool.getName() + "]";
	}

}
