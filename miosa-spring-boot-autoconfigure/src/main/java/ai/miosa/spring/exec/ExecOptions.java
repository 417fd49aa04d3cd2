package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandChecks;

/**
 * Say how one command runs. What is not set is taken from the template's defaults, and
 * what these leave open from the server's: 30 seconds, {@code /home/user}, no extra
 * environment. Immutable and safe for use by many threads.
 */
public final class ExecOptions {

	/**
	 * The longest timeout that the API accepts.
	 */
	public static final Duration MAX_TIMEOUT = Duration.ofSeconds(300);

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

	private static final ExecOptions NONE = builder().build();

	private final @Nullable Duration timeout;

	private final @Nullable String workingDirectory;

	private final Map<String, String> env;

	private ExecOptions(Builder builder) {
		this.timeout = builder.timeout;
		this.workingDirectory = builder.workingDirectory;
		this.env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
	}

	/**
	 * Return options that set nothing.
	 * @return the empty options
	 */
	public static ExecOptions none() {
		return NONE;
	}

	/**
	 * Return options that set the timeout alone.
	 * @param timeout the timeout, 1 ms to 300 s
	 * @return the options
	 * @throws IllegalArgumentException if the timeout is out of range
	 */
	public static ExecOptions ofTimeout(Duration timeout) {
		return builder().timeout(timeout).build();
	}

	/**
	 * Start to build options.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
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

	ExecOptions over(ExecOptions defaults) {
		if (this == NONE) {
			return defaults;
		}
		if (defaults == NONE) {
			return this;
		}
		Builder merged = new Builder();
		merged.timeout = (this.timeout != null) ? this.timeout : defaults.timeout;
		merged.workingDirectory = (this.workingDirectory != null) ? this.workingDirectory : defaults.workingDirectory;
		return merged.env(defaults.env).env(this.env).build();
	}

	/**
	 * Return the timeout and the number of variables. Directory, names and values are
	 * left out.
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

		private Builder() {
		}

		/**
		 * Set how long the command may run. The API takes whole seconds; a fraction is
		 * rounded up.
		 * @param timeout the timeout, 1 ms to 300 s
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is out of range
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(timeout.compareTo(MIN_TIMEOUT) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
					"The timeout must be at least 1 ms and at most 300 s");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set the directory to run in.
		 * @param workingDirectory the directory on the computer
		 * @return this builder
		 * @throws IllegalArgumentException if the directory is blank or holds NUL
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
		 * NUL
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
		 * {@code [A-Za-z_][A-Za-z0-9_]*} or a value holds NUL
		 */
		public Builder env(Map<String, String> env) {
			env.forEach(this::env);
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
