package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.text.CommandChecks;

/**
 * Tools with which a language model works on a computer: {@code bash} and {@code python}
 * run commands, which continue as jobs if they take long; {@code start_job},
 * {@code job_status}, {@code job_output} and {@code kill_job} handle those;
 * {@code view_image} shows an image file. <pre class="code">
 * MiosaTools tools = MiosaTools.builder(miosa, jobs).workingDirectory("/srv/app").build();
 * String answer = ChatClient.create(model)
 *     .prompt("Which tests fail, and why?")
 *     .tools(tools.getToolCallbacks())
 *     .toolContext(Map.of(MiosaTools.COMPUTER_ID, "cmp_123"))
 *     .call()
 *     .content();
 * </pre>
 * <p>
 * The computer is taken from the tool context and is otherwise the default computer; the
 * model cannot choose it. A command that fails and a call that fails or is rejected
 * return a text for the model. A tool blocks the calling thread; if that is interrupted,
 * the command is killed. Immutable and thread-safe.
 */
public final class MiosaTools {

	/**
	 * Key of the tool context: the id of the computer to work on.
	 */
	public static final String COMPUTER_ID = "miosa.computer-id";

	/**
	 * Key of the tool context: the directory to work in, which takes precedence over that
	 * of the builder.
	 */
	public static final String WORKING_DIRECTORY = "miosa.working-directory";

	/**
	 * Key of the tool context: the conversation whose rate of calls is limited. Without
	 * one there is no limit.
	 */
	public static final String CONVERSATION_ID = "miosa.conversation-id";

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(280);

	private static final int MIN_OUTPUT = 200;

	private static final int MAX_OUTPUT = 1_000_000;

	private final ToolSettings settings;

	private final List<MiosaToolCallback> callbacks;

	private MiosaTools(MiosaExecOperations operations, MiosaJobs jobs, ToolSettings settings) {
		ToolAdmission admission = new ToolAdmission(operations, jobs, settings);
		ToolHandler command = new CommandTool(jobs, settings, admission);
		Map<MiosaTool, ToolHandler> handlers = new EnumMap<>(new JobTools(jobs, settings, admission).handlers());
		List.of(MiosaTool.BASH, MiosaTool.PYTHON, MiosaTool.START_JOB).forEach((tool) -> handlers.put(tool, command));
		handlers.put(MiosaTool.VIEW_IMAGE, new ImageTool(operations, admission));
		this.settings = settings;
		this.callbacks = handlers.entrySet()
			.stream()
			.map((handler) -> new MiosaToolCallback(handler.getKey(), handler.getValue()))
			.toList();
	}

	/**
	 * Return a builder.
	 * @param operations the template, for the default computer
	 * @param jobs runs the commands
	 * @return a new builder
	 */
	public static Builder builder(MiosaExecOperations operations, MiosaJobs jobs) {
		return new Builder(operations, jobs);
	}

	/**
	 * Return the tools.
	 * @return a new array
	 */
	public ToolCallback[] getToolCallbacks() {
		return this.callbacks.toArray(ToolCallback[]::new);
	}

	List<MiosaToolCallback> callbacks() {
		return this.callbacks;
	}

	ToolSettings settings() {
		return this.settings;
	}

	/**
	 * Builds {@link MiosaTools}. Not thread-safe.
	 */
	public static final class Builder {

		private final MiosaExecOperations operations;

		private final MiosaJobs jobs;

		private Duration timeout = Duration.ofSeconds(60);

		private Duration mcpTimeout = Duration.ofSeconds(20);

		private int maxOutput = 12_000;

		private DataSize maxKeptOutput = DataSize.ofMegabytes(64);

		private int maxCallsPerMinute = 60;

		private int maxJobs = 4;

		private Duration jobTimeout = Duration.ofHours(1);

		private @Nullable MiosaToolApproval approval;

		private Duration approvalTimeout = Duration.ofMinutes(2);

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new LinkedHashMap<>();

		private Builder(MiosaExecOperations operations, MiosaJobs jobs) {
			this.operations = operations;
			this.jobs = jobs;
		}

		/**
		 * Set how long a call waits for a command, which then continues to run as a job.
		 * The model can ask for less.
		 * @param timeout the timeout in whole seconds, 1 to 280, 60 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is out of range
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(timeout.toSeconds() >= 1 && timeout.compareTo(MAX_TIMEOUT) <= 0,
					"The timeout must be at least 1 s and at most 280 s");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set how long MCP clients wait for an answer. Calls wait five seconds less, so
		 * that the answer with the id of a job arrives in time; an approval must also
		 * arrive within this time.
		 * @param mcpTimeout the timeout of the clients, at least 6 s, 20 s by default
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is less than 6 s
		 */
		public Builder mcpTimeout(Duration mcpTimeout) {
			Assert.isTrue(mcpTimeout.toSeconds() >= 6, "The timeout of MCP clients must be at least 6 s");
			this.mcpTimeout = mcpTimeout;
			return this;
		}

		/**
		 * Set how much output the model is shown per call: the beginning and the end.
		 * @param maxOutput the number of characters, 200 to 1,000,000, 12,000 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is out of range
		 */
		public Builder maxOutput(int maxOutput) {
			Assert.isTrue(maxOutput >= MIN_OUTPUT && maxOutput <= MAX_OUTPUT,
					"The output must be at least 200 and at most 1,000,000 characters");
			this.maxOutput = maxOutput;
			return this;
		}

		/**
		 * Set how much of each stream is kept on the computer, for a day. A command that
		 * writes more receives SIGPIPE.
		 * @param maxKeptOutput the size, 64 MB by default
		 * @return this builder
		 * @throws IllegalArgumentException if the size is less than 1 KB
		 */
		public Builder maxKeptOutput(DataSize maxKeptOutput) {
			Assert.isTrue(maxKeptOutput.toKilobytes() >= 1, "The kept output must be at least 1 KB");
			this.maxKeptOutput = maxKeptOutput;
			return this;
		}

		/**
		 * Limit the rate of calls of a conversation, which the application names in the
		 * tool context as {@link MiosaTools#CONVERSATION_ID}. Over MCP it is the session.
		 * @param maxCallsPerMinute the number of calls per minute, 60 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is not positive
		 */
		public Builder maxCallsPerMinute(int maxCallsPerMinute) {
			Assert.isTrue(maxCallsPerMinute > 0, "The number of calls must be positive");
			this.maxCallsPerMinute = maxCallsPerMinute;
			return this;
		}

		/**
		 * Limit the number of jobs that run on a computer at the same time. Concurrent
		 * calls may exceed it, and it counts the jobs of other applications only once
		 * this one has started as many.
		 * @param maxJobs the number of jobs, 4 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is not positive
		 */
		public Builder maxJobs(int maxJobs) {
			Assert.isTrue(maxJobs > 0, "The number of jobs must be positive");
			this.maxJobs = maxJobs;
			return this;
		}

		/**
		 * Set how long a command may run in all. Then its process group is killed.
		 * @param jobTimeout the timeout, an hour by default
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is not positive
		 */
		public Builder jobTimeout(Duration jobTimeout) {
			Assert.isTrue(jobTimeout.toMillis() > 0, "The timeout of jobs must be positive");
			this.jobTimeout = jobTimeout;
			return this;
		}

		/**
		 * Set the approval of calls before anything runs.
		 * @param approval the approval, none by default
		 * @return this builder
		 */
		public Builder approval(@Nullable MiosaToolApproval approval) {
			this.approval = approval;
			return this;
		}

		/**
		 * Set how long to wait for a decision. If it comes later, the call is rejected.
		 * @param approvalTimeout the timeout, 2 minutes by default
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is not positive
		 */
		public Builder approvalTimeout(Duration approvalTimeout) {
			Assert.isTrue(approvalTimeout.toMillis() > 0, "The approval's timeout must be positive");
			this.approvalTimeout = approvalTimeout;
			return this;
		}

		/**
		 * Set the directory in which commands run. It is not shown to the model.
		 * @param workingDirectory the directory on the computer, or {@code null} for the
		 * default of one-shot commands
		 * @return this builder
		 * @throws IllegalArgumentException if the directory is blank or contains NUL
		 */
		public Builder workingDirectory(@Nullable String workingDirectory) {
			if (workingDirectory != null) {
				CommandChecks.checkText(workingDirectory, "The working directory");
			}
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Add a variable to every command's environment. It is not shown to the model,
		 * but a command can print it.
		 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if the name does not match or the value
		 * contains NUL
		 */
		public Builder env(String name, String value) {
			CommandChecks.checkEnv(name, value);
			this.env.put(name, value);
			return this;
		}

		/**
		 * Add variables to every command's environment, like
		 * {@link #env(String, String)}.
		 * @param env the variables
		 * @return this builder
		 * @throws IllegalArgumentException if one of them cannot be set
		 */
		public Builder env(Map<String, String> env) {
			env.forEach(this::env);
			return this;
		}

		/**
		 * Build the tools.
		 * @return the tools
		 */
		public MiosaTools build() {
			return new MiosaTools(this.operations, this.jobs,
					new ToolSettings(this.timeout, this.mcpTimeout, this.maxOutput, this.maxKeptOutput,
							this.maxCallsPerMinute, this.maxJobs, this.jobTimeout, this.approval, this.approvalTimeout,
							this.workingDirectory, Map.copyOf(this.env)));
		}

	}

}
