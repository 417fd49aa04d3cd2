package ai.miosa.spring.job.client;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.job.JobLine;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobFailedException;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.SessionStream;

/**
 * A job, controlled by calls to the script.
 */
final class DefaultMiosaJob implements MiosaJob {

	private static final Duration MAX_GRACE_PERIOD = Duration.ofMinutes(2);

	private static final Pattern SIGNAL = Pattern.compile("[1-9][0-9]?|[A-Z][A-Z0-9+-]{0,9}");

	// How long the script waits for processes that it has killed
	private static final Duration KILL_TIME = Duration.ofSeconds(20);

	private final DefaultMiosaJobs jobs;

	private final JobComputer computer;

	private final boolean isNew;

	private final AtomicBoolean ended = new AtomicBoolean();

	private volatile JobKey key;

	DefaultMiosaJob(DefaultMiosaJobs jobs, JobComputer computer, JobKey key, boolean isNew) {
		this.jobs = jobs;
		this.computer = computer;
		this.key = key;
		this.isNew = isNew;
	}

	@Override
	public String getId() {
		return this.key.id();
	}

	@Override
	public String getComputerId() {
		return this.computer.id();
	}

	@Override
	public boolean isNew() {
		return this.isNew;
	}

	@Override
	public JobStatus status() {
		return await("status", statusMono());
	}

	@Override
	public Mono<JobStatus> statusMono() {
		return Mono.defer(() -> status(Duration.ZERO, "status", this.key)).doOnNext(this::found);
	}

	@Override
	public JobReport report(Duration timeout, int excerpt) {
		return await("report", reportMono(timeout, excerpt));
	}

	@Override
	public Mono<JobReport> reportMono(Duration timeout, int excerpt) {
		return Mono
			.defer(() -> this.computer.callIdempotent(timeout, Map.of(),
					JobReports.arguments("report", timeout, excerpt, this.key.arguments())))
			.map((events) -> JobReports.of(JobEvent.check(events, getComputerId(), getId())))
			.doOnNext((report) -> found(report.status()));
	}

	/**
	 * Remember which job was found, and call the listeners if it has ended.
	 */
	void found(JobStatus status) {
		this.key = JobKey.of(status);
		if (status.isEnded() && this.ended.compareAndSet(false, true)) {
			this.jobs.hasEnded(this, status);
		}
	}

	private Mono<JobStatus> status(Duration time, String verb, JobKey key, String... arguments) {
		return call(time, verb, key, arguments).map((events) -> JobEvent.statuses(events).get(0));
	}

	private Mono<List<JobEvent>> call(Duration time, String verb, JobKey key, String... arguments) {
		return this.computer.callIdempotent(time, Map.of(), key.arguments(verb, arguments))
			.map((events) -> JobEvent.check(events, getComputerId(), getId()));
	}

	/**
	 * Return the key of the job. The job must be found before a request changes it,
	 * because that request may be repeated.
	 */
	private Mono<JobKey> key() {
		return Mono.defer(() -> this.key.isAny() ? statusMono().map(JobKey::of) : Mono.just(this.key));
	}

	@Override
	public int await(Duration timeout) {
		return await("await", exitCode(), timeout);
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
	public JobStatus awaitEnd(Duration timeout) {
		return await("awaitEnd", ended(), timeout);
	}

	@Override
	public Mono<JobStatus> ended() {
		return Mono.defer(() -> this.jobs.ended(this.computer, this.key)).doOnNext(this::found);
	}

	@Override
	public Flux<JobOutput> output(JobPosition from) {
		return follow(from.stdout(), from.stderr());
	}

	@Override
	public Flux<JobOutput> output(SessionStream stream, long offset) {
		Assert.isTrue(offset >= 0, "The offset must not be negative");
		boolean stdout = stream == SessionStream.STDOUT;
		return follow(stdout ? offset : null, stdout ? null : offset);
	}

	private Flux<JobOutput> follow(@Nullable Long stdout, @Nullable Long stderr) {
		return Flux.defer(() -> this.jobs.output(this.computer, this.key, stdout, stderr));
	}

	@Override
	public Flux<JobLine> lines(JobPosition from, LineOptions options) {
		return JobLines.of(output(from), from, options);
	}

	@Override
	public InputStream stdout(long offset) {
		return stream(SessionStream.STDOUT, offset);
	}

	@Override
	public InputStream stderr(long offset) {
		return stream(SessionStream.STDERR, offset);
	}

	private InputStream stream(SessionStream stream, long offset) {
		return DataBufferUtils.subscriberInputStream(
				output(stream, offset).map((output) -> DefaultDataBufferFactory.sharedInstance.wrap(output.data())), 4);
	}

	@Override
	public JobStatus kill(Duration gracePeriod) {
		return await("kill", killMono(gracePeriod));
	}

	@Override
	public Mono<JobStatus> killMono(Duration gracePeriod) {
		Assert.isTrue(!gracePeriod.isNegative() && gracePeriod.compareTo(MAX_GRACE_PERIOD) <= 0,
				"The grace period must be at most two minutes");
		return key()
			.flatMap((key) -> status(gracePeriod.plus(KILL_TIME), "end_job", key, DefaultJobSpec.seconds(gracePeriod)))
			.doOnNext(this::found);
	}

	@Override
	public JobStatus kill(String signal) {
		return await("kill", killMono(signal));
	}

	@Override
	public Mono<JobStatus> killMono(String signal) {
		Assert.isTrue(SIGNAL.matcher(signal).matches(), "The signal must be a name such as HUP, or a number");
		// Not idempotent
		return key().flatMap((key) -> this.computer.call(Duration.ZERO, Map.of(), key.arguments("send_signal", signal)))
			.map((events) -> JobEvent.check(events, getComputerId(), getId()))
			.map((events) -> JobEvent.statuses(events).get(0))
			.doOnNext(this::found);
	}

	@Override
	public void delete() {
		await("delete", deleteMono().thenReturn(true));
	}

	@Override
	public Mono<Void> deleteMono() {
		return key().flatMap((key) -> call(Duration.ZERO, "delete", key))
			.onErrorResume(MiosaJobNotFoundException.class, (ex) -> Mono.empty())
			.then();
	}

	private <T> T await(String method, Mono<T> end, Duration timeout) {
		return await(method,
				end.timeout(timeout)
					.onErrorMap(TimeoutException.class,
							(ex) -> new MiosaTimeoutException(
									this + " has not ended within " + timeout + "; it is still running",
									getComputerId(), true, ex)));
	}

	private <T> T await(String method, Mono<T> call) {
		return BlockingCall.await("MiosaJob." + method, getComputerId(), call);
	}

	@Override
	public String toString() {
		return "Job " + getId() + " on computer " + getComputerId();
	}

}
