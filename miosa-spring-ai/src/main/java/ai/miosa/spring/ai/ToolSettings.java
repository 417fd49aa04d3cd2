package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What an application has laid down for its tools.
 *
 * @param timeout the longest time for a command
 * @param maxOutput the most characters of output that the model is shown of a call
 * @param maxCalls the most calls of a conversation
 * @param maxJobs the most jobs that run on a computer at a time
 * @param jobTimeout the longest time for a job
 * @param approval who is asked before anything runs
 * @param approvalTimeout how long to wait for a decision
 * @param workingDirectory where commands run, or {@code null} for the template's default
 * @param env variables of every command
 */
record ToolSettings(Duration timeout, int maxOutput, int maxCalls, int maxJobs, Duration jobTimeout,
		@Nullable MiosaToolApproval approval, Duration approvalTimeout, @Nullable String workingDirectory,
		Map<String, String> env) {
}
