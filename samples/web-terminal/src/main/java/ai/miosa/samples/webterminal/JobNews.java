package ai.miosa.samples.webterminal;

import java.time.Duration;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;

/**
 * What there is to tell of a job: output, that it runs, or how it ended.
 *
 * @param state how far it is
 * @param stream the stream of the output
 * @param offset the offset of the output in its stream, in bytes
 * @param data the output, in Base64, as it may begin and end within a character
 * @param milliseconds how long it has run, once it has ended
 * @param exitCode the exit code, once it has ended with one
 * @param message why there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobNews(CommandStatus.State state, @Nullable SessionStream stream, @Nullable Long offset, byte @Nullable [] data,
		@Nullable Long milliseconds, @Nullable Integer exitCode, @Nullable String message) {

	static JobNews running() {
		return new JobNews(CommandStatus.State.RUNNING, null, null, null, null, null, null);
	}

	static JobNews output(JobOutput output) {
		return new JobNews(CommandStatus.State.RUNNING, output.stream(), output.offset(), output.bytes(), null, null,
				null);
	}

	static JobNews ended(JobStatus status) {
		return switch (status.state()) {
			case EXITED -> new JobNews(CommandStatus.State.FINISHED, null, null, null, milliseconds(status),
					status.exitCode(), null);
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
		return new JobNews(CommandStatus.State.FAILED, null, null, null, null, null, message);
	}

	@JsonIgnore
	boolean isLast() {
		return this.state != CommandStatus.State.RUNNING;
	}

}
