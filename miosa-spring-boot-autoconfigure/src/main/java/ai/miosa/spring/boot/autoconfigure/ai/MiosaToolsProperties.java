package ai.miosa.spring.boot.autoconfigure.ai;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Properties of the tools for language models. {@link #toString()} shows no values.
 *
 * @param enabled Whether to offer tools to language models. An MCP server publishes them.
 * @param timeout Longest time that a call waits for a command, 1 s to 280 s. The command
 * continues to run as a job. Seconds if no unit is given.
 * @param mcpTimeout Time that MCP clients wait for an answer. Calls wait 5 s less.
 * Seconds if no unit is given.
 * @param maxOutput Maximum number of characters of output that the model is shown per
 * call.
 * @param maxKeptOutput Maximum size of each stream of a command that is kept on the
 * computer. A command that writes more receives SIGPIPE.
 * @param maxCallsPerMinute Maximum number of calls per minute of a conversation that the
 * tool context names, or of an MCP session.
 * @param maxJobs Maximum number of jobs that models have started and that run on a
 * computer at the same time.
 * @param jobTimeout Time limit of a command, after which it is killed. Seconds if no unit
 * is given.
 * @param approvalTimeout Time to wait for an approval, after which the call is rejected.
 * Seconds if no unit is given.
 * @param workingDirectory Directory on the computer to run commands in. The default of
 * executions if not set.
 * @param env Environment variables of every command.
 */
@ConfigurationProperties("miosa.ai.tools")
record MiosaToolsProperties(boolean enabled, @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration timeout,
		@DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration mcpTimeout,
		@DefaultValue("12000") int maxOutput, @DefaultValue("64MB") DataSize maxKeptOutput,
		@DefaultValue("60") int maxCallsPerMinute, @DefaultValue("4") int maxJobs,
		@DefaultValue("1h") @DurationUnit(ChronoUnit.SECONDS) Duration jobTimeout,
		@DefaultValue("2m") @DurationUnit(ChronoUnit.SECONDS) Duration approvalTimeout,
		@Nullable String workingDirectory, @DefaultValue Map<String, String> env) {

	@Override
	public String toString() {
		return "MiosaToolsProperties";
	}

}
