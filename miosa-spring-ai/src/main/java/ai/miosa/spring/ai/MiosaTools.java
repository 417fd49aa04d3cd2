package ai.miosa.spring.ai;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.job.MiosaJobs;

/**
 * Tools with which a language model works on a computer: {@code bash} and {@code python},
 * and with {@link Builder#jobs jobs} {@code start_job}, {@code job_status},
 * {@code job_output} and {@code kill_job} for what takes long. <pre class="code">
 * MiosaTools tools = MiosaTools.builder(miosa).workingDirectory("/srv/app").build();
 * String answer = ChatClient.create(model)
 *     .prompt("Which tests fail, and why?")
 *     .tools(tools.getToolCallbacks())
 *     .toolContext(Map.of(MiosaTools.COMPUTER_ID, "cmp_123"))
 *     .call()
 *     .content();
 * </pre>
 * <p>
 * The computer is the one in the tool context, or else the default computer, and never
 * the model's choice. A command that fails, a call that fails and a call that is refused
 * are texts for the model. Immutable and safe for use by many threads; a tool blocks the
 * thread that calls it.
 */
public final class MiosaTools {

	/**
	 * Key of the tool context: the id of the computer to work on.
	 */
	public static final String COMPUTER_ID = "miosa.computer-id";

	/**
	 * Key of the tool context: the directory to work in, in place of the tools' own.
	 */
	public static final String WORKING_DIRECTORY = "miosa.working-directory";

	/**
	 * Key of the tool context: the conversation that calls are counted for. Without it
	 * they are not limited.
	 */
	public static final String CONVERSATION_ID = "miosa.conversation-id";

	private static final Duration MAX_TIMEOUT = Duration.ofSeconds(280);

	private static final int MIN_OUTPUT = 200;

	private static final int MAX_OUTPUT = 1_000_000;

	private final List<MiosaToolCallback> callbacks;

	private MiosaTools(MiosaExecOperations operations, @Nullable MiosaJobs jobs, ToolSettings settings) {
		ToolAdmission admission = new ToolAdmission(settings);
		Map<MiosaTool, ToolHandler> handlers = new EnumMap<>(MiosaTool.class);
		for (MiosaTool tool : List.of(MiosaTool.BASH, MiosaTool.PYTHON)) {
			handlers.put(tool, new CommandTool(tool, operations, settings, admission, jobs != null));
		}
		if (jobs != null) {
			handlers.putAll(new JobTools(jobs, operations, settings, admission).handlers());
		}
		this.callbacks = handlers.entrySet()
			.stream()
			.map((handler) -> new MiosaToolCallback(handler.getKey(), handler.getValue()))
			.toList();
	}

	/**
	 * Start to build tools.
	 * @param operations what runs the commands
	 * @return a new builder
	 */
	public static Builder builder(MiosaExecOperations operations) {
		return new Builder(operations);
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

	/**
	 * Builds {@link MiosaTools}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final MiosaExecOperations operations;

		private Duration timeout = Duration.ofSeconds(60);

		private int maxOutput = 12_000;

		private int maxCalls = 100;

		private @Nullable MiosaJobs jobs;

		private int maxJobs = 4;

		private Duration jobTimeout = Duration.ofHours(1);

		private @Nullable MiosaToolApproval approval;

		private Duration approvalTimeout = Duration.ofMinutes(2);

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new LinkedHashMap<>();

		private Builder(MiosaExecOperations operations) {
			this.operations = operations;
		}

		/**
		 * Set how long a command may run. The model can ask for less.
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
		 * Set how much output the model is shown of a call. The first and the last part
		 * are kept, and the whole output stays on the computer for 7 days, in a file
		 * below {@code ~/.miosa/tools} that the model is told of.
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
		 * Set how many calls a conversation may make. The application names the
		 * conversation in the tool context, as {@link MiosaTools#CONVERSATION_ID}; over
		 * MCP it is the session.
		 * @param maxCalls the number of calls, 100 by default
		 * @return this builder
		 * @throws IllegalArgumentException if the number is not positive
		 */
		public Builder maxCalls(int maxCalls) {
			Assert.isTrue(maxCalls > 0, "The number of calls must be positive");
			this.maxCalls = maxCalls;
			return this;
		}

		/**
		 * Set what runs jobs, for the tools that start and follow them.
		 * @param jobs the jobs, or {@code null} to do without these tools
		 * @return this builder
		 */
		public Builder jobs(@Nullable MiosaJobs jobs) {
			this.jobs = jobs;
			return this;
		}

		/**
		 * Set how many jobs that models have started may run on a computer at a time.
		 * Calls at the same moment are not held against each other.
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
		 * Set how long a job may run.
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
		 * Set who is asked before anything runs.
		 * @param approval the approval, none by default
		 * @return this builder
		 */
		public Builder approval(@Nullable MiosaToolApproval approval) {
			this.approval = approval;
			return this;
		}

		/**
		 * Set how long to wait for a decision. Without one in time the call is refused.
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
		 * Set where commands run. The model is not told.
		 * @param workingDirectory the directory on the computer, or {@code null} for the
		 * template's default
		 * @return this builder
		 * @throws IllegalArgumentException if the directory is blank or holds NUL
		 */
		public Builder workingDirectory(@Nullable String workingDirectory) {
			if (workingDirectory != null) {
				CommandChecks.checkText(workingDirectory, "The working directory");
			}
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Add a variable to every command's environment. The model is not told, but a
		 * command can print it.
		 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if the name does not match or the value holds
		 * NUL
		 */
		public Builder env(String name, String value) {
			CommandChecks.checkEnv(name, value);
			this.env.put(name, value);
			return this;
		}

		/**
		 * Add variables to every command's environment.
		 * @param env the variables
		 * @return this builder
		 * @throws IllegalArgumentException as {@link #env(String, String)}
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
					new ToolSettings(this.timeout, this.maxOutput, this.maxCalls, this.maxJobs, this.jobTimeout,
							this.approval, this.approvalTimeout, this.workingDirectory, Map.copyOf(this.env)));
		}

	}

}
