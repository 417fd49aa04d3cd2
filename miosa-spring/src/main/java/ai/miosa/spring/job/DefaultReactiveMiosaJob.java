package ai.miosa.spring.job;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.SessionStream;

/**
 * A job, asked for by calls of the script.
 */
final class DefaultReactiveMiosaJob implements ReactiveMiosaJob {

	private static final Duration MAX_GRACE_PERIOD = Duration.ofMinutes(2);

	private static final Pattern SIGNAL = Pattern.compile("[1-9][0-9]?|[A-Z][A-Z0-9+-]{0,9}");

	// How long the script waits for what it has killed
	private static final Duration KILL_TIME = Duration.ofSeconds(10);

	private final DefaultReactiveMiosaJobs jobs;

	private final JobComputer computer;

	private final String id;

	DefaultReactiveMiosaJob(DefaultReactiveMiosaJobs jobs, JobComputer computer, String id) {
		this.jobs = jobs;
		this.computer = computer;
		this.id = id;
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public String getComputerId() {
		return this.computer.id();
	}

	@Override
	public Mono<JobStatus> status() {
		return status(this.computer.callRepeatedly(Duration.ZERO, Map.of(), "status", this.id));
	}

	private Mono<JobStatus> status(Mono<List<JobEvent>> call) {
		return call.flatMapIterable((events) -> JobFailures.checkNoRefusal(events, getComputerId(), this.id))
			.ofType(JobEvent.Status.class)
			.map(JobEvent.Status::status)
			.next();
	}

	@Override
	public Mono<JobStatus> ended() {
		return this.jobs.ended(this.computer, this.id);
	}

	@Override
	public Mono<Integer> exitCode() {
		return ended().map((status) -> {
			Integer exitCode = status.exitCode();
			if (exitCode == null) {
				throw new MiosaJobFailedException(
						this + " has ended without an exit code: " + status.state()
								+ ((status.signal() != null) ? " by signal " + status.signal() : ""),
						getComputerId(), status);
			}
			return exitCode;
		});
	}

	@Override
	public Flux<JobOutput> output(JobPosition from) {
		return this.jobs.follow(this.computer, this.id, from.stdout(), from.stderr());
	}

	@Override
	public Flux<JobOutput> output(SessionStream stream, long offset) {
		Assert.isTrue(offset >= 0, "The offset must not be negative");
		boolean stdout = stream == SessionStream.STDOUT;
		return this.jobs.follow(this.computer, this.id, stdout ? offset : null, stdout ? null : offset);
	}

	@Override
	public Flux<JobLine> lines() {
		return JobLines.of(output());
	}

	@Override
	public Mono<JobStatus> kill(Duration gracePeriod) {
		Assert.isTrue(!gracePeriod.isNegative() && gracePeriod.compareTo(MAX_GRACE_PERIOD) <= 0,
				"The grace period must be at most two minutes");
		return status(this.computer.callRepeatedly(gracePeriod.plus(KILL_TIME), Map.of(), "end_job", this.id,
				JobRequest.seconds(gracePeriod)));
	}

	@Override
	public Mono<JobStatus> kill(String signal) {
		Assert.isTrue(SIGNAL.matcher(signal).matches(), "The signal must be a name such as HUP, or a number");
		return status(this.computer.call(Duration.ZERO, Map.of(), "send_signal", this.id, signal));
	}

	@Override
	public Mono<Void> delete() {
		return this.computer.callRepeatedly(Duration.ZERO, Map.of(), "delete", this.id)
			.doOnNext((events) -> JobFailures.checkNoRefusal(events, getComputerId(), this.id))
			.then();
	}

	@Override
	public String toString() {
		return "Job " + this.id + " on computer " + getComputerId();
	}

}
