package ai.miosa.spring.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandChecks;

/**
 * Options for a single execution. What is not set is taken from the template's defaults,
 * and what these leave open from the server's: 30 seconds, or 60 for a command with
 * stdin, {@code /home/user}, no extra environment. Immutable and safe for use by many
 * threads.
 */
public final class ExecOptions {

	/**
	 * The longest timeout that the API accepts. A python script's is half of it.
	 */
	public static final Duration MAX_TIMEOUT = Duration.ofSeconds(600);

	private static final int MAX_STDIN_BYTES = 32_768;

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

	private static final ExecOptions NONE = builder().build();

	private final @Nullable Duration timeout;

	private final @Nullable String workingDirectory;

	private final Map<String, String> env;

	private final @Nullable String stdin;

	private ExecOptions(Builder builder) {
		this.timeout = builder.timeout;
		this.workingDirectory = builder.workingDirectory;
		this.env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
		this.stdin = builder.stdin;
	}

	/**
	 * Return options that set nothing.
	 * @return the empty options
	 */
	public static ExecOptions none() {
		return NONE;
	}

	/**
	 * Return options that set only the timeout.
	 * @param timeout the timeout, 1 ms to 600 s, or to 300 s for a python script
	 * @return the options
	 * @throws IllegalArgumentException if the timeout is out of range
	 */
	public static ExecOptions timeout(Duration timeout) {
		return builder().timeout(timeout).build();
	}

	/**
	 * Return a builder with nothing set.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return a builder with what is set here.
	 * @return the builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.timeout = this.timeout;
		builder.workingDirectory = this.workingDirectory;
		builder.env.putAll(this.env);
		builder.stdin = this.stdin;
		return builder;
	}

	/**
	 * Fill in what is not set.
	 * @param defaults where to take it from; its environment variables are kept unless
	 * set here under the same name
	 * @return the merged options
	 */
	public ExecOptions withDefaults(ExecOptions defaults) {
		if (this == NONE) {
			return defaults;
		}
		if (defaults == NONE) {
			return this;
		}
		Builder merged = defaults.toBuilder();
		merged.timeout = (this.timeout != null) ? this.timeout : merged.timeout;
		merged.workingDirectory = (this.workingDirectory != null) ? this.workingDirectory : merged.workingDirectory;
		merged.env.putAll(this.env);
		merged.stdin = (this.stdin != null) ? this.stdin : merged.stdin;
		return merged.build();
	}

	/**
	 * Return how long the command may run.
	 * @return the timeout, or {@code null} if it is not set
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Return the directory to run in.
	 * @return the working directory, or {@code null} if it is not set
	 */
	public @Nullable String getWorkingDirectory() {
		return this.workingDirectory;
	}

	/**
	 * Return the extra environment.
	 * @return the variables, unmodifiable and possibly empty
	 */
	public Map<String, String> getEnv() {
		return this.env;
	}

	/**
	 * Return the text for standard input.
	 * @return the text, or {@code null} if it is not set
	 */
	public @Nullable String getStdin() {
		return this.stdin;
	}

	/**
	 * Return the timeout and the number of variables. Directory, names, values and stdin
	 * are left out.
	 */
	@Override
	public String toString() {
		return "ExecOptions[timeout=" + this.timeout + ", env=" + this.env.size() + " variables]";
	}

	/**
	 * Builds {@link ExecOptions}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable Duration timeout;

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new LinkedHashMap<>();

		private @Nullable String stdin;

		private Builder() {
		}

		/**
		 * Set how long the command may run. The API takes whole seconds; a fraction is
		 * rounded up.
		 * @param timeout the timeout, 1 ms to 600 s, or to 300 s for a python script
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is out of range
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(timeout.compareTo(MIN_TIMEOUT) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
					"The timeout must be at least 1 ms and at most 600 s: run a longer command in a session (spawn) or "
							+ "in a job");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set the directory to run in.
		 * @param workingDirectory the directory on the computer
		 * @return this builder
		 * @throws IllegalArgumentException if the directory is blank, holds NUL or is not
		 * well-formed UTF-16
		 */
		public Builder workingDirectory(String workingDirectory) {
			CommandChecks.checkText(workingDirectory, "The working directory");
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Add a variable to the command's environment.
		 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if the name does not match or the value holds
		 * NUL or is not well-formed UTF-16
		 */
		public Builder env(String name, String value) {
			CommandChecks.checkEnv(name, value);
			this.env.put(name, value);
			return this;
		}

		/**
		 * Add variables to the command's environment.
		 * @param env the variables
		 * @return this builder
		 * @throws IllegalArgumentException if a name does not match
		 * {@code [A-Za-z_][A-Za-z0-9_]*}, or a value holds NUL or is not well-formed
		 * UTF-16
		 */
		public Builder env(Map<String, String> env) {
			env.forEach(this::env);
			return this;
		}

		/**
		 * Set the text for the command's standard input, which ends after it. Bash alone
		 * takes one.
		 * @param stdin the text, at most 32,768 bytes in UTF-8
		 * @return this builder
		 * @throws IllegalArgumentException if the text is longer or not well-formed
		 * UTF-16
		 */
		public Builder stdin(String stdin) {
			CommandChecks.checkWellFormed(stdin, "The text for stdin");
			Assert.isTrue(stdin.getBytes(StandardCharsets.UTF_8).length <= MAX_STDIN_BYTES,
					"The text for stdin may take 32,768 bytes: send more by a session (spawn)");
			this.stdin = stdin;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 */
		public ExecOptions build() {
			return new ExecOptions(this);
		}

	}

}
