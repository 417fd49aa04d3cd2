package ai.miosa.spring.session;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import ai.miosa.spring.CommandOptions;
import ai.miosa.spring.text.CommandChecks;

/**
 * Options of a session. Immutable. Options that are not set are taken from the defaults;
 * environment variables are merged by name.
 * <p>
 * Like the command itself, arguments and environment variables are sent in the URL of the
 * upgrade request, which proxies and servers may log. Send secrets by stdin.
 */
public final class SessionOptions extends CommandOptions {

	private static final SessionOptions NONE = new Builder().build();

	private final @Nullable Boolean pty;

	private final @Nullable TerminalSize terminalSize;

	private final List<String> args;

	private final @Nullable OutputMode output;

	private final @Nullable SessionOutputHandler outputHandler;

	private final @Nullable Consumer<PortEvent> portListener;

	private SessionOptions(Builder builder) {
		super(builder);
		this.pty = builder.pty;
		this.terminalSize = builder.terminalSize;
		this.args = List.copyOf(builder.args);
		this.output = builder.output;
		this.outputHandler = builder.outputHandler;
		this.portListener = builder.portListener;
	}

	/**
	 * Return options with nothing set.
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
	 * Return options for a command without a pseudo-terminal, whose stdout and stderr are
	 * separate.
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
	public SessionOptions withDefaults(SessionOptions defaults) {
		return defaults.toBuilder().merge(this).build();
	}

	/**
	 * Return whether to run on a pseudo-terminal.
	 * @return whether to run on one, or {@code null} if not set, which by default means
	 * no
	 */
	public @Nullable Boolean getPty() {
		return this.pty;
	}

	/**
	 * Return the initial size of the pseudo-terminal.
	 * @return the size, or {@code null} if not set, which by default means 80 × 24
	 */
	public @Nullable TerminalSize getTerminalSize() {
		return this.terminalSize;
	}

	/**
	 * Return the command's arguments.
	 * @return the arguments, unmodifiable
	 */
	public List<String> getArgs() {
		return this.args;
	}

	/**
	 * Return how output is read if there is no output handler.
	 * @return the mode, or {@code null} if not set, which by default means
	 * {@link OutputMode#CAPTURED}
	 */
	public @Nullable OutputMode getOutput() {
		return this.output;
	}

	/**
	 * Return the handler that receives the output.
	 * @return the handler, or {@code null} if output is read from the session
	 */
	public @Nullable SessionOutputHandler getOutputHandler() {
		return this.outputHandler;
	}

	/**
	 * Return the listener for ports that are opened or closed on the computer.
	 * @return the listener, or {@code null} if there is none
	 */
	public @Nullable Consumer<PortEvent> getPortListener() {
		return this.portListener;
	}

	@Override
	public String toString() {
		return "SessionOptions[pty=" + this.pty + ", terminal size=" + this.terminalSize + ", " + getEnv().size()
				+ " environment variables, " + this.args.size() + " arguments]";
	}

	/**
	 * Setters of the options of a session.
	 *
	 * @param <S> the type of the object on which they are called
	 */
	public interface Setters<S> extends CommandOptions.Setters<S> {

		/**
		 * Run the command on a pseudo-terminal of the given size.
		 * @param columns the width in characters, 1 to 65535
		 * @param rows the height in characters, 1 to 65535
		 * @return this object
		 * @throws IllegalArgumentException if the width or the height is out of range
		 */
		S pty(int columns, int rows);

		/**
		 * Set the command's arguments. They are sent in the URL of the upgrade request:
		 * send secrets by stdin.
		 * @param args the arguments, which replace any set before
		 * @return this object
		 * @throws IllegalArgumentException if an argument contains NUL
		 */
		S args(List<String> args);

		/**
		 * Set how output is read if there is no output handler.
		 * @param output the mode
		 * @return this object
		 */
		S output(OutputMode output);

		/**
		 * Set the handler that receives the output, instead of the session's streams and
		 * {@code Flux}.
		 * @param outputHandler the handler
		 * @return this object
		 */
		S outputHandler(SessionOutputHandler outputHandler);

		/**
		 * Set the listener for ports that are opened or closed on the computer while the
		 * session is open. It is called like an output handler: one call at a time, and
		 * an exception ends the session.
		 * @param portListener the listener
		 * @return this object
		 */
		S portListener(Consumer<PortEvent> portListener);

	}

	/**
	 * Builder of {@link SessionOptions}. Not thread-safe.
	 */
	public static final class Builder extends CommandOptions.Builder<Builder> implements Setters<Builder> {

		private @Nullable Boolean pty;

		private @Nullable TerminalSize terminalSize;

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

		@Override
		public Builder pty(int columns, int rows) {
			return pty(true).terminalSize(new TerminalSize(columns, rows));
		}

		/**
		 * Set the initial size of the pseudo-terminal. Has no effect without one.
		 * @param terminalSize the size
		 * @return this builder
		 */
		public Builder terminalSize(TerminalSize terminalSize) {
			this.terminalSize = terminalSize;
			return this;
		}

		/**
		 * Set the command's arguments, like {@link #args(List)}.
		 * @param args the arguments, which replace any set before
		 * @return this builder
		 * @throws IllegalArgumentException if an argument contains NUL
		 */
		public Builder args(String... args) {
			return args(List.of(args));
		}

		@Override
		public Builder args(List<String> args) {
			args.forEach((arg) -> CommandChecks.checkCharacters(arg, "An argument"));
			List<String> copy = List.copyOf(args);
			this.args.clear();
			this.args.addAll(copy);
			return this;
		}

		@Override
		public Builder output(OutputMode output) {
			this.output = output;
			return this;
		}

		@Override
		public Builder outputHandler(SessionOutputHandler outputHandler) {
			this.outputHandler = outputHandler;
			return this;
		}

		@Override
		public Builder portListener(Consumer<PortEvent> portListener) {
			this.portListener = portListener;
			return this;
		}

		@Override
		protected void checkEnv(String name, String value) {
			CommandChecks.checkText(name, "The name of an environment variable");
			Assert.isTrue(name.indexOf('=') < 0, "The name of an environment variable must not contain '='");
			CommandChecks.checkCharacters(value, "The value of environment variable " + name);
		}

		private Builder merge(SessionOptions options) {
			super.merge(options);
			this.pty = (options.pty != null) ? options.pty : this.pty;
			this.terminalSize = (options.terminalSize != null) ? options.terminalSize : this.terminalSize;
			if (!options.args.isEmpty()) {
				args(options.args);
			}
			this.output = (options.output != null) ? options.output : this.output;
			this.outputHandler = (options.outputHandler != null) ? options.outputHandler : this.outputHandler;
			this.portListener = (options.portListener != null) ? options.portListener : this.portListener;
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
