package ai.miosa.samples.webterminal;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.exec.ExecResult;

/**
 * What is known of a command: that it runs, how it ended, or why it could not be run.
 *
 * @param state how far it is
 * @param milliseconds how long it has run
 * @param exitCode the exit code, once it has ended
 * @param output its output, once it has ended
 * @param message why it could not be run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CommandStatus(State state, @Nullable Long milliseconds, @Nullable Integer exitCode, @Nullable String output,
		@Nullable String message) {

	private static final int MAX_OUTPUT = 1_000_000;

	static CommandStatus running(Duration duration) {
		return new CommandStatus(State.RUNNING, duration.toMillis(), null, null, null);
	}

	static CommandStatus finished(Duration duration, ExecResult result) {
		return new CommandStatus(State.FINISHED, duration.toMillis(), result.exitCode(), shorten(result.output()),
				null);
	}

	static CommandStatus failed(Throwable ex) {
		return new CommandStatus(State.FAILED, null, null, null, Explanation.of(ex));
	}

	// What is at the end says most about how a command has ended
	private static String shorten(String output) {
		int left = output.length() - MAX_OUTPUT;
		return (left > 0) ? "[" + left + " characters left out]\n" + output.substring(left) : output;
	}

	@JsonIgnore
	boolean isLast() {
		return this.state != State.RUNNING;
	}

	/**
	 * How far a command is.
	 */
	enum State {

		RUNNING, FINISHED, FAILED

	}

}
