package ai.miosa.spring.boot.autoconfigure.ai;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Properties of the tools for language models.
 */
@ConfigurationProperties("miosa.ai.tools")
public class MiosaToolsProperties {

	/**
	 * Whether to offer tools to language models. An MCP server publishes them.
	 */
	private boolean enabled;

	/**
	 * Longest time for a command, 1 s to 280 s. The model can ask for less.
	 */
	private Duration timeout = Duration.ofSeconds(60);

	/**
	 * Most characters of output that the model is shown of a call.
	 */
	private int maxOutput = 12_000;

	/**
	 * Most calls of a conversation that the tool context names, or of an MCP session.
	 */
	private int maxCalls = 100;

	/**
	 * Most jobs that models have started and that run on a computer at a time.
	 */
	private int maxJobs = 4;

	/**
	 * Longest time for a job.
	 */
	private Duration jobTimeout = Duration.ofHours(1);

	/**
	 * Time to wait for an approval, after which the call is refused.
	 */
	private Duration approvalTimeout = Duration.ofMinutes(2);

	/**
	 * Directory on the computer to run commands in. The default of executions if not set.
	 */
	private @Nullable String workingDirectory;

	/**
	 * Environment variables of every command.
	 */
	private final Map<String, String> env = new LinkedHashMap<>();

	public boolean isEnabled() {
		return this.enabled;
	}

	public void setEnabled(boolean enabled) {
		this.enabled = enabled;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public int getMaxOutput() {
		return this.maxOutput;
	}

	public void setMaxOutput(int maxOutput) {
		this.maxOutput = maxOutput;
	}

	public int getMaxCalls() {
		return this.maxCalls;
	}

	public void setMaxCalls(int maxCalls) {
		this.maxCalls = maxCalls;
	}

	public int getMaxJobs() {
		return this.maxJobs;
	}

	public void setMaxJobs(int maxJobs) {
		this.maxJobs = maxJobs;
	}

	public Duration getJobTimeout() {
		return this.jobTimeout;
	}

	public void setJobTimeout(Duration jobTimeout) {
		this.jobTimeout = jobTimeout;
	}

	public Duration getApprovalTimeout() {
		return this.approvalTimeout;
	}

	public void setApprovalTimeout(Duration approvalTimeout) {
		this.approvalTimeout = approvalTimeout;
	}

	public @Nullable String getWorkingDirectory() {
		return this.workingDirectory;
	}

	public void setWorkingDirectory(@Nullable String workingDirectory) {
		this.workingDirectory = workingDirectory;
	}

	public Map<String, String> getEnv() {
		return this.env;
	}

}
