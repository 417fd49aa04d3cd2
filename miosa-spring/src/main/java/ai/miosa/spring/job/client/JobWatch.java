package ai.miosa.spring.job.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

import ai.miosa.spring.job.JobStatus;

/**
 * Waits for the jobs of one computer to end, over one session for all subscribers.
 */
final class JobWatch {

	private final JobComputer computer;

	private final DefaultMiosaJobs jobs;

	private final Map<JobKey, Set<Waiter>> waiting = new HashMap<>();

	private @Nullable Disposable connection;

	private Sinks.@Nullable Many<JobKey> added;

	JobWatch(JobComputer computer, DefaultMiosaJobs jobs) {
		this.computer = computer;
		this.jobs = jobs;
	}

	/**
	 * Wait for a job to end.
	 * @param job the job, or any of its id
	 * @return its final status
	 */
	Mono<JobStatus> await(JobKey job) {
		return Mono.create((sink) -> {
			Waiter waiter = new Waiter(job, sink);
			sink.onDispose(() -> remove(waiter));
			add(waiter);
		});
	}

	/**
	 * Return whether there is no subscriber.
	 */
	synchronized boolean isIdle() {
		return this.waiting.isEmpty();
	}

	private synchronized void add(Waiter waiter) {
		Set<Waiter> waiters = this.waiting.computeIfAbsent(waiter.job, (job) -> new HashSet<>());
		waiters.add(waiter);
		if (this.connection == null) {
			ReconnectSpec reconnection = new ReconnectSpec(this.computer.id(), this.jobs);
			Flux<JobEvent> events = Flux.defer(this::open)
				.doOnNext((event) -> reconnection.progressed())
				.retryWhen(reconnection);
			Disposable.Swap connection = Disposables.swap();
			this.connection = connection;
			connection.update(events.subscribe(this::ended, this::failed));
		}
		else if (this.added != null && waiters.size() == 1) {
			this.added.tryEmitNext(waiter.job);
		}
	}

	private synchronized void remove(Waiter waiter) {
		Set<Waiter> waiters = this.waiting.get(waiter.job);
		if (waiters != null && waiters.remove(waiter) && waiters.isEmpty()) {
			this.waiting.remove(waiter.job);
		}
		if (this.waiting.isEmpty() && this.connection != null) {
			Disposable connection = this.connection;
			this.connection = null;
			this.added = null;
			connection.dispose();
		}
	}

	private synchronized Flux<JobEvent> open() {
		Sinks.Many<JobKey> added = Sinks.many().unicast().onBackpressureBuffer();
		this.added = added;
		Flux<JobKey> jobs = Flux.fromIterable(List.copyOf(this.waiting.keySet())).concatWith(added.asFlux());
		return this.computer.open(jobs.map((job) -> job.text() + "\n"), "watch")
			.concatWith(Mono.error(() -> new JobEvent.MalformedException("The session that waits for jobs has ended",
					this.computer.id())));
	}

	private void ended(JobEvent event) {
		if (event instanceof JobEvent.Found found) {
			found(found.job());
		}
		else if (event instanceof JobEvent.Status status) {
			JobKey job = JobKey.of(status.status());
			take(job).forEach((waiter) -> waiter.sink.success(status.status()));
			take(JobKey.ofAny(job.id())).forEach((waiter) -> waiter.sink.success(status.status()));
		}
		else if (event instanceof JobEvent.Refusal refusal) {
			JobKey job = JobKey.parse(refusal.detail());
			take(job).forEach((waiter) -> waiter.sink.error(refusal.toException(this.computer.id(), job.id())));
		}
	}

	private synchronized void found(JobKey job) {
		Set<Waiter> waiters = take(JobKey.ofAny(job.id()));
		waiters.forEach((waiter) -> waiter.job = job);
		if (!waiters.isEmpty()) {
			this.waiting.computeIfAbsent(job, (found) -> new HashSet<>()).addAll(waiters);
		}
	}

	// Later subscribers trigger a new query
	private synchronized Set<Waiter> take(JobKey job) {
		Set<Waiter> waiters = this.waiting.remove(job);
		return (waiters != null) ? waiters : Set.of();
	}

	private void failed(Throwable failure) {
		List<Waiter> waiters = new ArrayList<>();
		synchronized (this) {
			this.waiting.values().forEach(waiters::addAll);
			this.waiting.clear();
			this.connection = null;
			this.added = null;
		}
		waiters.forEach((waiter) -> waiter.sink.error(failure));
	}

	/**
	 * A subscriber and the job it waits for.
	 */
	private static final class Waiter {

		private final MonoSink<JobStatus> sink;

		private JobKey job;

		private Waiter(JobKey job, MonoSink<JobStatus> sink) {
			this.job = job;
			this.sink = sink;
		}

	}

}
