package ai.miosa.spring.job;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.exec.ReactiveMiosaExecOperations;

/**
 * Jobs over any exec operations.
 */
final class DefaultReactiveMiosaJobs implements ReactiveMiosaJobs {

	private final ReactiveMiosaExecOperations operations;

	private final boolean sessions;

	private final Duration retention;

	private final Duration callTimeout;

	private final JobObserver observer;

	private final Map<String, JobWatch> watches = new ConcurrentHashMap<>();

	private final AtomicInteger followers = new AtomicInteger();

	private final LongAdder reconnections = new LongAdder();

	DefaultReactiveMiosaJobs(Builder builder) {
		this.operations = builder.operations;
		this.sessions = builder.sessions;
		this.retention = builder.retention;
		this.callTimeout = builder.callTimeout;
		this.observer = new JobObserver(builder.observationRegistry, builder.observationConvention);
	}

	@Override
	public Mono<ReactiveMiosaJob> start(String computerId, String command, JobOptions options) {
		String jobId = (options.getId() != null) ? options.getId() : JobIds.random();
		JobRequest request = new JobRequest(jobId, command, options);
		JobComputer computer = computer(computerId);
		return computer.callRepeatedly(Duration.ZERO, request.variables(), request.arguments(this.retention))
			.map((events) -> JobFailures.checkNoRefusal(events, computerId, jobId))
			.map((events) -> job(computer, jobId));
	}

	@Override
	public ReactiveMiosaJob job(String computerId, String jobId) {
		JobIds.check(jobId);
		return job(computer(computerId), jobId);
	}

	private ReactiveMiosaJob job(JobComputer computer, String jobId) {
		return new DefaultReactiveMiosaJob(this, computer, jobId);
	}

	private JobComputer computer(String computerId) {
		CommandChecks.checkComputerId(computerId);
		return new JobComputer(this.operations, computerId, this.callTimeout);
	}

	@Override
	public Flux<JobStatus> list(String computerId) {
		return computer(computerId).callRepeatedly(Duration.ZERO, Map.of(), "list")
			.flatMapIterable((events) -> events)
			.ofType(JobEvent.Status.class)
			.map(JobEvent.Status::status);
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
	 * Wait for the end of a job, with all others who wait for one of its computer.
	 */
	Mono<JobStatus> ended(JobComputer computer, String jobId) {
		return this.observer.observe(computer.id(), Mono.defer(() -> {
			JobWatch watch = this.watches.computeIfAbsent(computer.id(),
					(id) -> new JobWatch(computer, this.sessions, this.reconnections::increment));
			return watch.await(jobId).doFinally((signal) -> {
				if (watch.isIdle()) {
					this.watches.remove(computer.id(), watch);
				}
			});
		}));
	}

	/**
	 * Follow output, from the offsets on that are given.
	 */
	Flux<JobOutput> follow(JobComputer computer, String jobId, @Nullable Long stdout, @Nullable Long stderr) {
		return Flux.defer(() -> {
			JobFollower follower = new JobFollower(computer, jobId, stdout, stderr, this.reconnections::increment);
			this.followers.incrementAndGet();
			return (this.sessions ? follower.overSessions() : follower.overOneShots())
				.doFinally((signal) -> this.followers.decrementAndGet());
		});
	}

}
