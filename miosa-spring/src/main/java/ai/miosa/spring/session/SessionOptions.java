package ai.miosa.spring.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.CommandChecks;

/**
 * Options of a session. Immutable and safe for use by many threads. What is not set is
 * taken from the defaults; environment variables are merged name by name.
 * <p>
 * Arguments and environment variables travel, like the command itself, in the URL of the
 * upgrade request, where proxies and servers may log them. Send secrets by stdin.
 */
public final class SessionOptions {

	private static final SessionOptions NONE = new Builder().build();

	private final @Nullable Boolean pty;

	private final @Nullable TerminalSize terminalSize;

	private final @Nullable String workingDirectory;

	private final Map<String, String> env;

	private final List<String> args;

	private final @Nullable OutputMode output;

	private final @Nullable SessionOutputHandler outputHandler;

	private final @Nullable Consumer<PortEvent> portListener;

	private SessionOptions(Builder builder) {
		this.pty = builder.pty;
		this.terminalSize = builder.terminalSize;
		this.workingDirectory = builder.workingDirectory;
		this.env = Collections.unmodifiableMap(new LinkedHashMap<>(builder.env));
		this.args = List.copyOf(builder.args);
		this.output = builder.output;
		this.outputHandler = builder.outputHandler;
		this.portListener = builder.portListener;
	}

	/**
	 * Return options that leave everything to the defaults.
	 * @return the options
	 */
	public static SessionOptions none() {
		return NONE;
	}

	/**
	 * Return options for a command on a pseudo-terminal.
	 * @param columns the width in characters, 1 to 65535
	 * @param rows the height in characters, 1 to 65535
	 * @return the options
	 * @throws IllegalArgumentException if the width or the height is out of range
	 */
	public static SessionOptions pty(int columns, int rows) {
		return builder().pty(columns, rows).build();
	}

	/**
	 * Return options for a command without a pseudo-terminal, with stdout and stderr
	 * apart.
	 * @return the options
	 */
	public static SessionOptions pipes() {
		return builder().pty(false).build();
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
		builder.pty = this.pty;
		builder.terminalSize = this.terminalSize;
		builder.workingDirectory = this.workingDirectory;
		builder.env.putAll(this.env);
		builder.args.addAll(this.args);
		builder.output = this.output;
		builder.outputHandler = this.outputHandler;
		builder.portListener = this.portListener;
		return builder;
	}

	/**
	 * Fill in what is not set.
	 * @param defaults where to take it from; its environment variables are kept unless
	 * set here under the same name
	 * @return the merged options
	 */
	public SessionOptions withDefaults(SessionOptions defaults) {
		Builder merged = defaults.toBuilder();
		merged.pty = (this.pty != null) ? this.pty : merged.pty;
		merged.terminalSize = (this.terminalSize != null) ? this.terminalSize : merged.terminalSize;
		merged.workingDirectory = (this.workingDirectory != null) ? this.workingDirectory : merged.workingDirectory;
		merged.env.putAll(this.env);
		if (!this.args.isEmpty()) {
			merged.args(this.args);
		}
		merged.output = (this.output != null) ? this.output : merged.output;
		merged.outputHandler = (this.outputHandler != null) ? this.outputHandler : merged.outputHandler;
		merged.portListener = (this.portListener != null) ? this.portListener : merged.portListener;
		return merged.build();
	}

	/**
	 * Return whether to run on a pseudo-terminal.
	 * @return {@code null} if not set; without a default, a session has none
	 */
	public @Nullable Boolean getPty() {
		return this.pty;
	}

	/**
	 * Return the first size of the pseudo-terminal.
	 * @return {@code null} if not set; without a default, 80 × 24
	 */
	public @Nullable TerminalSize getTerminalSize() {
		return this.terminalSize;
	}

	/**
	 * Return the working directory.
	 * @return {@code null} if not set; without a default, the computer's own
	 */
	public @Nullable String getWorkingDirectory() {
		return this.workingDirectory;
	}

	/**
	 * Return the environment variables to set.
	 * @return the variables, not modifiable
	 */
	public Map<String, String> getEnv() {
		return this.env;
	}

	/**
	 * Return the command's arguments.
	 * @return the arguments, not modifiable
	 */
	public List<String> getArgs() {
		return this.args;
	}

	/**
	 * Return how output is read where there is no handler.
	 * @return {@code null} if not set; without a default, {@link OutputMode#CAPTURED}
	 */
	public @Nullable OutputMode getOutput() {
		return this.output;
	}

	/**
	 * Return the handler that receives the output.
	 * @return {@code null} if output is to be read from the session
	 */
	public @Nullable SessionOutputHandler getOutputHandler() {
		return this.outputHandler;
	}

	/**
	 * Return the listener for ports that are opened or closed on the computer.
	 * @return {@code null} if nobody listens
	 */
	public @Nullable Consumer<PortEvent> getPortListener() {
		return this.portListener;
	}

	@Override
	public String toString() {
		return "SessionOptions[pty=" + this.pty + ", terminal size=" + this.terminalSize + ", " + this.env.size()
				+ " environment variables, " + this.args.size() + " arguments]";
	}

	/**
	 * Builds {@link SessionOptions}. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable Boolean pty;

		private @Nullable TerminalSize terminalSize;

		private @Nullable String workingDirectory;

		private final Map<String, String> env = new LinkedHashMap<>();

		private final List<String> args = new ArrayList<>();

		private @Nullable OutputMode output;

		private @Nullable SessionOutputHandler outputHandler;

		private @Nullable Consumer<PortEvent> portListener;

		private Builder() {
		}

		/**
		 * Set whether to run on a pseudo-terminal.
		 * @param pty whether to run on one
		 * @return this builder
		 */
		public Builder pty(boolean pty) {
			this.pty = pty;
			return this;
		}

		/**
		 * Run on a pseudo-terminal of a size.
		 * @param columns the width in characters, 1 to 65535
		 * @param rows the height in characters, 1 to 65535
		 * @return this builder
		 * @throws IllegalArgumentException if the width or the height is out of range
		 */
		public Builder pty(int columns, int rows) {
			return pty(true).terminalSize(new TerminalSize(columns, rows));
		}

		/**
		 * Set the first size of the pseudo-terminal. It has no effect without one.
		 * @param terminalSize the size
		 * @return this builder
		 */
		public Builder terminalSize(TerminalSize terminalSize) {
			this.terminalSize = terminalSize;
			return this;
		}

		/**
		 * Set the working directory.
		 * @param workingDirectory the directory on the computer
		 * @return this builder
		 * @throws IllegalArgumentException if it is blank or holds NUL
		 */
		public Builder workingDirectory(String workingDirectory) {
			CommandChecks.checkText(workingDirectory, "The working directory");
			this.workingDirectory = workingDirectory;
			return this;
		}

		/**
		 * Set an environment variable. It travels in the upgrade request's URL: send
		 * secrets by stdin.
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
		 * Set environment variables in addition to those set before.
		 * @param env the variables
		 * @return this builder
		 * @throws IllegalArgumentException as {@link #env(String, String)}
		 */
		public Builder env(Map<String, String> env) {
			env.forEach(this::env);
			return this;
		}

		/**
		 * Set the command's arguments. They travel in the upgrade request's URL: send
		 * secrets by stdin.
		 * @param args the arguments, in place of any set before
		 * @return this builder
		 * @throws IllegalArgumentException if an argument holds NUL
		 */
		public Builder args(String... args) {
			return args(List.of(args));
		}

		/**
		 * Set the command's arguments.
		 * @param args the arguments, in place of any set before
		 * @return this builder
		 * @throws IllegalArgumentException if an argument holds NUL
		 */
		public Builder args(List<String> args) {
			args.forEach((arg) -> CommandChecks.checkCharacters(arg, "An argument"));
			List<String> copy = List.copyOf(args);
			this.args.clear();
			this.args.addAll(copy);
			return this;
		}

		/**
		 * Set how output is read where there is no handler.
		 * @param output the mode
		 * @return this builder
		 */
		public Builder output(OutputMode output) {
			this.output = output;
			return this;
		}

		/**
		 * Set the handler that receives the output. The session's streams and its
		 * {@code Flux} cannot be used then.
		 * @param outputHandler the handler
		 * @return this builder
		 */
		public Builder outputHandler(SessionOutputHandler outputHandler) {
			this.outputHandler = outputHandler;
			return this;
		}

		/**
		 * Set the listener for ports that are opened or closed on the computer while the
		 * session is live. It is called like an output handler: one call at a time, and a
		 * listener that throws ends the session.
		 * @param portListener the listener
		 * @return this builder
		 */
		public Builder portListener(Consumer<PortEvent> portListener) {
			this.portListener = portListener;
			return this;
		}

		/**
		 * Build the options.
		 * @return the options
		 */
		public SessionOptions build() {
			return new SessionOptions(this);
		}

	}

}
