package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the tools.
 *
 * @param timeout the longest time that a call waits
 * @param mcpTimeout the time that MCP clients wait for an answer
 * @param maxOutput the maximum number of characters of output that the model is shown per
 * call
 * @param maxKeptOutput how much of each stream is kept on the computer
 * @param maxCallsPerMinute the maximum number of calls of a conversation per minute
 * @param maxJobs the maximum number of jobs that run on a computer at the same time
 * @param jobTimeout the time limit of a command
 * @param approval approves commands, if set
 * @param approvalTimeout the time to wait for a decision
 * @param workingDirectory the directory of commands, or {@code null} for the template's
 * default
 * @param env environment variables of every command
 */
record ToolSettings(Duration timeout, Duration mcpTimeout, int maxOutput, DataSize maxKeptOutput, int maxCallsPerMinute,
		int maxJobs, Duration jobTimeout, @Nullable MiosaToolApproval approval, Duration approvalTimeout,
		@Nullable String workingDirectory, Map<String, String> env) {

	/**
	 * Omits all values.
	 */
	@Override
	public String toString() {
		return "ToolSettings";
	}

}
