package ai.miosa.spring.job.client;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobStart;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.job.MiosaJobs.Settings;
import ai.miosa.spring.text.CommandChecks;

/**
 * Jobs on top of the engine that runs commands. While the application is stopped,
 * followers and waiters are suspended.
 */
public final class DefaultMiosaJobs implements MiosaJobs, SmartLifecycle, DisposableBean {

	// Stopped before the registry of sessions, which closes them, and started after it
	private static final int PHASE = DEFAULT_PHASE - 1535;

	private static final Log logger = LogFactory.getLog(MiosaJobs.class);

	private final ExecEngine engine;

	private final Settings settings;

	private final JobObserver observer;

	private final Map<String, JobWatch> watches = new ConcurrentHashMap<>();

	private final AtomicInteger followers = new AtomicInteger();

	private final LongAdder reconnections = new LongAdder();

	private volatile Sinks.@Nullable Empty<Void> suspension;

	/**
	 * Create jobs.
	 * @param engine runs commands
	 * @param settings the settings
	 * @param observationRegistry observes jobs
	 * @param observationConvention names observations, or {@code null} for the default
	 */
	public DefaultMiosaJobs(ExecEngine engine, Settings settings, ObservationRegistry observationRegistry,
			@Nullable ExecObservationConvention observationConvention) {
		this.engine = engine;
		this.settings = settings;
		this.observer = new JobObserver(observationRegistry, observationConvention);
	}

	@Override
	public DefaultJobSpec job(String computerId, String command) {
		return new DefaultJobSpec(this, computer(computerId), command);
	}

	@Override
	public MiosaJob attach(String computerId, String jobId) {
		JobKey.check(jobId);
		return new DefaultMiosaJob(this, computer(computerId), JobKey.ofAny(jobId), false);
	}

	private JobComputer computer(String computerId) {
		CommandChecks.checkComputerId(computerId);
		return new JobComputer(this.engine, computerId, this.settings.callTimeout());
	}

	@Override
	public List<JobStatus> list(String computerId) {
		return BlockingCall.await("MiosaJobs.list", computerId, listMono(computerId));
	}

	@Override
	public Mono<List<JobStatus>> listMono(String computerId) {
		return computer(computerId).callIdempotent(Duration.ZERO, Map.of(), "list").map(JobEvent::statuses);
	}

	@Override
	public Map<String, JobStatus> statuses(String computerId, Collection<String> jobIds) {
		return BlockingCall.await("MiosaJobs.statuses", computerId, statusesMono(computerId, jobIds));
	}

	@Override
	public Mono<Map<String, JobStatus>> statusesMono(String computerId, Collection<String> jobIds) {
		JobComputer computer = computer(computerId);
		jobIds.forEach(JobKey::check);
		return Flux.fromIterable(new LinkedHashSet<>(jobIds))
			.buffer(JobStarts.MAX_JOBS)
			.concatMap((ids) -> computer.callIdempotent(JobStarts.time(ids.size()), Map.of(), arguments(ids)))
			.concatMapIterable(JobEvent::statuses)
			.collect(LinkedHashMap::new, (statuses, status) -> statuses.put(status.jobId(), status));
	}

	private static String[] arguments(List<String> jobIds) {
		return Stream
			.concat(Stream.of("status"),
					jobIds.stream().map(JobKey::ofAny).flatMap((job) -> Stream.of(job.text().split(" "))))
			.toArray(String[]::new);
	}

	@Override
	public List<JobStart> startAll(List<JobSpec> jobs) {
		return BlockingCall.await("MiosaJobs.startAll", null, startAllMono(jobs));
	}

	@Override
	public Mono<List<JobStart>> startAllMono(List<JobSpec> jobs) {
		return JobStarts.start(jobs);
	}

	@Override
	public int getFollowers() {
		return this.followers.get();
	}

	@Override
	public long getReconnections() {
		return this.reconnections.sum();
	}

	/**
	 * Return the retention in seconds.
	 */
	String retention() {
		return DefaultJobSpec.seconds(this.settings.retention());
	}

	/**
	 * Call the listeners with the final status of a job.
	 */
	void hasEnded(MiosaJob job, JobStatus status) {
		Flux.fromIterable(this.settings.listeners())
			.concatMapDelayError((listener) -> Mono.fromRunnable(() -> listener.ended(job, status)))
			.subscribeOn(Schedulers.boundedElastic())
			.subscribe((nothing) -> {
			}, (failure) -> logger.warn("A listener has failed at the end of " + job, failure));
	}

	/**
	 * Wait for the end of a job.
	 */
	Mono<JobStatus> ended(JobComputer computer, JobKey job) {
		return this.observer.observe(computer.id(),
				events(computer, job, null, null).ofType(JobEvent.Status.class).single().map(JobEvent.Status::status));
	}

	/**
	 * Follow output from the given offsets.
	 */
	Flux<JobOutput> output(JobComputer computer, JobKey job, @Nullable Long stdout, @Nullable Long stderr) {
		return Flux.defer(() -> {
			this.followers.incrementAndGet();
			return events(computer, job, stdout, stderr).ofType(JobEvent.Output.class)
				.map(JobEvent.Output::output)
				.doFinally((signal) -> this.followers.decrementAndGet());
		});
	}

	private Flux<JobEvent> events(JobComputer computer, JobKey job, @Nullable Long stdout, @Nullable Long stderr) {
		return Flux.defer(() -> {
			JobFollower follower = new JobFollower(computer.id(), job, stdout, stderr);
			if (!this.settings.sessions() || !computer.hasSessions()) {
				return follower.over(computer, new ReconnectSpec(computer.id(), this));
			}
			// Released after the last signal, so that what follows it shares the session
			JobWatch watch = use(computer);
			return follower.over(watch).doFinally((signal) -> release(watch));
		});
	}

	private JobWatch use(JobComputer computer) {
		return this.watches.compute(computer.id(),
				(id, watch) -> ((watch != null) ? watch : new JobWatch(computer, this)).use());
	}

	private void release(JobWatch watch) {
		this.watches.computeIfPresent(watch.computerId(), (id, used) -> used.release() ? null : used);
	}

	void reconnecting() {
		this.reconnections.increment();
	}

	/**
	 * Return the end of the suspension.
	 * @return completes when the application is started again, or {@code null} if it is
	 * running
	 */
	@Nullable Mono<Void> suspension() {
		Sinks.Empty<Void> suspension = this.suspension;
		return (suspension != null) ? suspension.asMono() : null;
	}

	@Override
	public synchronized void start() {
		Sinks.Empty<Void> suspension = this.suspension;
		this.suspension = null;
		if (suspension != null) {
			suspension.tryEmitEmpty();
		}
	}

	@Override
	public synchronized void stop() {
		if (this.suspension == null) {
			this.suspension = Sinks.empty();
		}
	}

	@Override
	public boolean isRunning() {
		return this.suspension == null;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public synchronized void destroy() {
		stop();
		Sinks.Empty<Void> suspension = this.suspension;
		if (suspension != null) {
			suspension.tryEmitError(new IllegalStateException("The application has shut down"));
		}
	}

}
