package ai.miosa.spring;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.text.CommandChecks;

/**
 * Options of every command: its working directory and environment. Immutable.
 */
public abstract class CommandOptions {

	private final @Nullable String workingDirectory;

	private final Map<String, String> env;

	/**
	 * Create options.
	 * @param builder the builder
	 */
	protected CommandOptions(Builder<?> builder) {
		this.workingDirectory = builder.workingDirectory;
		this.env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
	}

	/**
	 * Return the working directory.
	 * @return the directory on the computer, or {@code null} if it is not set
	 */
	public @Nullable String getWorkingDirectory() {
		return this.workingDirectory;
	}

	/**
	 * Return the environment variables to set.
	 * @return the variables, unmodifiable and possibly empty
	 */
	public Map<String, String> getEnv() {
		return this.env;
	}

	/**
	 * Setters of the options of every command.
	 *
	 * @param <S> the type of the object on which they are called
	 */
	public interface Setters<S> {

		/**
		 * Set the working directory.
		 * @param workingDirectory the directory on the computer
		 * @return this object
		 * @throws IllegalArgumentException if the directory is blank, contains NUL or is
		 * not well-formed UTF-16
		 */
		S workingDirectory(String workingDirectory);

		/**
		 * Set an environment variable. Variables of a session are sent in the URL of the
		 * upgrade request: send secrets by stdin.
		 * @param name the name, {@code [A-Za-z_][A-Za-z0-9_]*}; for a session, any
		 * characters except {@code =} and NUL; for a job, none that bash keeps read-only
		 * @param value the value
		 * @return this object
		 * @throws IllegalArgumentException if the name does not match or the value
		 * contains NUL or is not well-formed UTF-16
		 */
		S env(String name, String value);

		/**
		 * Set environment variables in addition to those set before.
		 * @param env the variables
		 * @return this object
		 * @throws IllegalArgumentException as for {@link #env(String, String)}
		 */
		S env(Map<String, String> env);

	}

	/**
	 * Builder of command options. Not thread-safe.
	 *
	 * @param <B> the type of the builder
	 */
	public abstract static class Builder<B extends Builder<B>> implements Setters<B> {

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new LinkedHashMap<>();

		/**
		 * Create a builder with nothing set.
		 */
		protected Builder() {
		}

		@Override
		public B workingDirectory(String workingDirectory) {
			CommandChecks.checkText(workingDirectory, "The working directory");
			this.workingDirectory = workingDirectory;
			return self();
		}

		@Override
		public B env(String name, String value) {
			checkEnv(name, value);
			this.env.put(name, value);
			return self();
		}

		@Override
		public B env(Map<String, String> env) {
			env.forEach(this::env);
			return self();
		}

		/**
		 * Check an environment variable.
		 * @param name the name
		 * @param value the value
		 * @throws IllegalArgumentException if the command cannot have the variable
		 */
		protected void checkEnv(String name, String value) {
			CommandChecks.checkEnv(name, value);
		}

		/**
		 * Apply the options that the given options set.
		 * @param options the options
		 * @return this builder
		 */
		protected B merge(CommandOptions options) {
			this.workingDirectory = (options.workingDirectory != null) ? options.workingDirectory
					: this.workingDirectory;
			this.env.putAll(options.env);
			return self();
		}

		@SuppressWarnings("unchecked")
		private B self() {
			return (B) this;
		}

	}

}
