package ai.miosa.spring.exec;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandOptions;
import ai.miosa.spring.text.CommandChecks;

/**
 * Options of one execution. An option that is not set has the template's default and
 * otherwise the server's: a timeout of 30 seconds, or of 60 for a command with stdin; the
 * working directory {@code /home/user}; no additional environment. Immutable.
 */
public final class ExecOptions extends CommandOptions {

	/**
	 * The longest timeout that the API accepts for bash. A python script may run for half
	 * of it.
	 */
	public static final Duration MAX_TIMEOUT = Duration.ofSeconds(600);

	private static final int MAX_STDIN_BYTES = 32_768;

	private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);

	private static final ExecOptions NONE = builder().build();

	private final @Nullable Duration timeout;

	private final @Nullable String stdin;

	private ExecOptions(Builder builder) {
		super(builder);
		this.timeout = builder.timeout;
		this.stdin = builder.stdin;
	}

	/**
	 * Return options with nothing set.
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
	 * Return a builder with these options set.
	 * @return the builder
	 */
	public Builder toBuilder() {
		return new Builder().merge(this);
	}

	/**
	 * Return these options with the given defaults for what is not set.
	 * @param defaults the defaults; their environment variables are added to those set
	 * here
	 * @return the merged options
	 */
	public ExecOptions withDefaults(ExecOptions defaults) {
		if (this == NONE) {
			return defaults;
		}
		if (defaults == NONE) {
			return this;
		}
		return defaults.toBuilder().merge(this).build();
	}

	/**
	 * Return the time limit of the command.
	 * @return the timeout, or {@code null} if it is not set
	 */
	public @Nullable Duration getTimeout() {
		return this.timeout;
	}

	/**
	 * Return the text for standard input.
	 * @return the text, or {@code null} if it is not set
	 */
	public @Nullable String getStdin() {
		return this.stdin;
	}

	/**
	 * Return the timeout and the number of variables. The directory, names, values and
	 * stdin are omitted.
	 */
	@Override
	public String toString() {
		return "ExecOptions[timeout=" + this.timeout + ", env=" + getEnv().size() + " variables]";
	}

	/**
	 * Setters of the options of a one-shot execution.
	 *
	 * @param <S> the type of the object on which they are called
	 */
	public interface Setters<S> extends CommandOptions.Setters<S> {

		/**
		 * Set the time limit of the command. The API accepts whole seconds; a fraction is
		 * rounded up.
		 * @param timeout the timeout, 1 ms to 600 s, or to 300 s for a python script
		 * @return this object
		 * @throws IllegalArgumentException if the timeout is out of range
		 */
		S timeout(Duration timeout);

		/**
		 * Set the command's standard input, which ends after the text. For bash commands
		 * only.
		 * @param stdin the text, at most 32,768 bytes in UTF-8
		 * @return this object
		 * @throws IllegalArgumentException if the text is longer or not well-formed
		 * UTF-16
		 */
		S stdin(String stdin);

	}

	/**
	 * Builder of {@link ExecOptions}. Not thread-safe.
	 */
	public static final class Builder extends CommandOptions.Builder<Builder> implements Setters<Builder> {

		private @Nullable Duration timeout;

		private @Nullable String stdin;

		private Builder() {
		}

		@Override
		public Builder timeout(Duration timeout) {
			Assert.isTrue(timeout.compareTo(MIN_TIMEOUT) >= 0 && timeout.compareTo(MAX_TIMEOUT) <= 0,
					"The timeout must be at least 1 ms and at most 600 s; run a longer command in a session (spawn) or "
							+ "in a job");
			this.timeout = timeout;
			return this;
		}

		@Override
		public Builder stdin(String stdin) {
			CommandChecks.checkWellFormed(stdin, "The text for stdin");
			Assert.isTrue(stdin.getBytes(StandardCharsets.UTF_8).length <= MAX_STDIN_BYTES,
					"The text for stdin must not exceed 32,768 bytes; use a session (spawn) to send more");
			this.stdin = stdin;
			return this;
		}

		private Builder merge(ExecOptions options) {
			super.merge(options);
			this.timeout = (options.timeout != null) ? options.timeout : this.timeout;
			this.stdin = (options.stdin != null) ? options.stdin : this.stdin;
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
