package ai.miosa.spring.job;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandChecks;

/**
 * Options of a job. Immutable and safe for use by many threads.
 */
public final class JobOptions {

	private static final JobOptions NONE = builder().build();

	private static final Set<String> READ_ONLY_VARIABLES = Set.of("BASHOPTS", "BASH_VERSINFO", "EUID", "PPID",
			"SHELLOPTS", "UID");

	private final @Nullable String id;

	private final @Nullable Duration timeout;

	private final Duration killGracePeriod;

	private final @Nullable String workingDirectory;

	private final Map<String, String> env;

	private JobOptions(Builder builder) {
		this.id = builder.id;
		this.timeout = builder.timeout;
		this.killGracePeriod = builder.killGracePeriod;
		this.workingDirectory = builder.workingDirectory;
		this.env = Collections.unmodifiableMap(new TreeMap<>(builder.env));
	}

	/**
	 * Return options that set nothing.
	 * @return the options
	 */
	public static JobOptions none() {
		return NONE;
	}

	/**
	 * Return options that set the id alone.
	 * @param id the id, as {@link Builder#id} takes it
	 * @return the options
	 */
	public static JobOptions ofId(String id) {
		return builder().id(id).build();
	}

	/**
	 * Return a builder with nothing set.
	 * @return the builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return the id.
	 * @return the id, or {@code null} for a random one
	 */
	public @Nullable String getId() {
		return this.id;
	}

	/**
	 * Return how long the command may run.
	 * @return the timeout, or {@code null} for no limit
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Return how long the command may take to end when its time is up.
	 * @return the time between SIGTERM and SIGKILL
	 */
	public Duration getKillGracePeriod() {
		return this.killGracePeriod;
	}

	/**
	 * Return the directory to run in.
	 * @return the working directory, or {@code null} for that of one-shot executions
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
	 * Return id, timeout and the number of variables. Directory, names and values are
	 * left out.
	 */
	@Override
	public String toString() {
		return "JobOptions[id=" + this.id + ", timeout=" + this.timeout + ", env=" + this.env.size() + " variables]";
	}

	/**
	 * Builds {@link JobOptions}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable Duration timeout;

		private Duration killGracePeriod = Duration.ofSeconds(10);

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new TreeMap<>();

		private Builder() {
		}

		/**
		 * Set the id, by which the job is found again and which makes its start safe to
		 * repeat. Without one, the job gets a random id.
		 * @param id the id, {@code [A-Za-z0-9._-]{1,64}} and without a leading dot
		 * @return this builder
		 * @throws IllegalArgumentException if it is anything else
		 */
		public Builder id(String id) {
			JobIds.check(id);
			this.id = id;
			return this;
		}

		/**
		 * Set how long the command may run. The computer keeps the time, whether or not
		 * anyone follows the job, in whole seconds; a fraction is rounded up.
		 * @param timeout the timeout, positive; no limit by default
		 * @return this builder
		 * @throws IllegalArgumentException if the timeout is not positive
		 */
		public Builder timeout(Duration timeout) {
			Assert.isTrue(!timeout.isNegative() && !timeout.isZero(), "The timeout must be positive");
			this.timeout = timeout;
			return this;
		}

		/**
		 * Set how long the command may take to end when its time is up, before it is
		 * killed.
		 * @param killGracePeriod the time between SIGTERM and SIGKILL, 10 seconds by
		 * default, in whole seconds; a fraction is rounded up
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder killGracePeriod(Duration killGracePeriod) {
			Assert.isTrue(!killGracePeriod.isNegative(), "The grace period must not be negative");
			this.killGracePeriod = killGracePeriod;
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
		 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}, and none that bash keeps
		 * read-only
		 * @param value the value
		 * @return this builder
		 * @throws IllegalArgumentException if the name is anything else or the value
		 * holds NUL
		 */
		public Builder env(String name, String value) {
			CommandChecks.checkEnv(name, value);
			Assert.isTrue(!READ_ONLY_VARIABLES.contains(name), () -> "Bash keeps the variable " + name + " read-only");
			this.env.put(name, value);
			return this;
		}

		/**
		 * Add variables to the command's environment, as {@link #env(String, String)}.
		 * @param env the variables
		 * @return this builder
		 * @throws IllegalArgumentException if one of them cannot be set
		 */
		public Builder env(Map<String, String> env) {
			env.forEach(this::env);
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 */
		public JobOptions build() {
			return new JobOptions(this);
		}

	}

}
