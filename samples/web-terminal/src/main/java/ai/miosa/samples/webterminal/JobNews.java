package ai.miosa.samples.webterminal;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import ai.miosa.samples.webterminal.CommandStatus.State;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;

/**
 * What there is to tell of a job.
 */
sealed interface JobNews {

	/**
	 * Return how far the job is.
	 */
	State state();

	@JsonIgnore
	default boolean isLast() {
		return state() != State.RUNNING;
	}

	static JobNews running() {
		return new Progress(State.RUNNING, null, null, null);
	}

	static JobNews output(JobOutput output) {
		return new Output(State.RUNNING, output.stream(), output.offset(), output.bytes());
	}

	static JobNews ended(JobStatus status) {
		return switch (status.state()) {
			case EXITED -> new Progress(State.FINISHED, milliseconds(status), status.exitCode(), null);
			case KILLED -> failed("The job was ended by signal " + status.signal() + ".");
			case TIMED_OUT -> failed("The job was ended since its time was up.");
			default -> failed("Nobody saw how the job ended: the exit code is not known.");
		};
	}

	private static @Nullable Long milliseconds(JobStatus status) {
		return (status.endedAt() != null) ? Duration.between(status.startedAt(), status.endedAt()).toMillis() : null;
	}

	static JobNews failed(Throwable ex) {
		return failed(Explanation.of(ex));
	}

	private static JobNews failed(String message) {
		return new Progress(State.FAILED, null, null, message);
	}

	/**
	 * A piece of output, which may begin and end within a character.
	 *
	 * @param state that the job runs
	 * @param stream the stream
	 * @param offset where in the stream it begins, in bytes
	 * @param data the bytes, in Base64
	 */
	record Output(State state, SessionStream stream, long offset, byte[] data) implements JobNews {

	}

	/**
	 * That the job runs, or how it ended.
	 *
	 * @param state how far it is
	 * @param milliseconds how long it has run, once it has ended
	 * @param exitCode the exit code, once it has ended with one
	 * @param message why there is none
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Progress(State state, @Nullable Long milliseconds, @Nullable Integer exitCode,
			@Nullable String message) implements JobNews {

	}

}
