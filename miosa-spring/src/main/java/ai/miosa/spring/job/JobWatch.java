package ai.miosa.spring.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * Waits for the jobs of one computer to end, for all who wait, over one session or one
 * one-shot at a time.
 */
final class JobWatch {

	/**
	 * How long a one-shot waits on the computer: below the 60 seconds after which many
	 * proxies give up.
	 */
	static final Duration POLL_TIME = Duration.ofSeconds(55);

	/**
	 * The pause after a one-shot that has waited in vain, to make it a minute.
	 */
	static final Duration POLL_PAUSE = Duration.ofSeconds(5);

	/**
	 * The pause after a one-shot that has brought something: a key may make 60 requests a
	 * minute, and many jobs may end within one.
	 */
	static final Duration SHORT_POLL_PAUSE = Duration.ofSeconds(2);

	private final JobComputer computer;

	private final boolean sessions;

	private final Runnable reconnected;

	private final Map<String, Set<MonoSink<JobStatus>>> waiting = new HashMap<>();

	private @Nullable Disposable connection;

	private Sinks.@Nullable Many<String> added;

	JobWatch(JobComputer computer, boolean sessions, Runnable reconnected) {
		this.computer = computer;
		this.sessions = sessions;
		this.reconnected = reconnected;
	}

	/**
	 * Wait for a job to end.
	 * @param jobId the job
	 * @return its final status
	 */
	Mono<JobStatus> await(String jobId) {
		return Mono.create((sink) -> {
			sink.onDispose(() -> remove(jobId, sink));
			add(jobId, sink);
		});
	}

	/**
	 * Return whether nobody waits.
	 */
	synchronized boolean isIdle() {
		return this.waiting.isEmpty();
	}

	private synchronized void add(String jobId, MonoSink<JobStatus> sink) {
		Set<MonoSink<JobStatus>> sinks = this.waiting.computeIfAbsent(jobId, (id) -> new HashSet<>());
		sinks.add(sink);
		if (this.connection == null) {
			Reconnection reconnection = new Reconnection(this.reconnected);
			Flux<JobEvent> events = Flux.defer(this.sessions ? this::open : this::poll)
				.doOnNext((event) -> reconnection.progressed())
				.retryWhen(reconnection);
			Disposable.Swap connection = Disposables.swap();
			this.connection = connection;
			connection.update(events.subscribe(this::ended, this::failed));
		}
		else if (this.added != null && sinks.size() == 1) {
			this.added.tryEmitNext(jobId);
		}
	}

	private synchronized void remove(String jobId, MonoSink<JobStatus> sink) {
		Set<MonoSink<JobStatus>> sinks = this.waiting.get(jobId);
		if (sinks != null && sinks.remove(sink) && sinks.isEmpty()) {
			this.waiting.remove(jobId);
		}
		if (this.waiting.isEmpty() && this.connection != null) {
			Disposable connection = this.connection;
			this.connection = null;
			this.added = null;
			connection.dispose();
		}
	}

	private synchronized Flux<JobEvent> open() {
		Sinks.Many<String> added = Sinks.many().unicast().onBackpressureBuffer();
		this.added = added;
		Flux<String> ids = Flux.fromIterable(List.copyOf(this.waiting.keySet())).concatWith(added.asFlux());
		return this.computer.open(ids.map((id) -> id + "\n"), "watch", "")
			.concatWith(Mono
				.error(() -> new JobAnswerException("The session that waits for jobs has ended", this.computer.id())));
	}

	private Flux<JobEvent> poll() {
		return Flux.defer(this::pollOnce)
			.repeatWhen(
					(rounds) -> rounds.concatMap((events) -> Mono.delay((events > 1) ? SHORT_POLL_PAUSE : POLL_PAUSE)));
	}

	private synchronized Flux<JobEvent> pollOnce() {
		String[] arguments = Stream
			.concat(Stream.of("watch", String.valueOf(POLL_TIME.toSeconds())), this.waiting.keySet().stream())
			.toArray(String[]::new);
		return this.computer.call(POLL_TIME, Map.of(), arguments).flatMapIterable((events) -> events);
	}

	private void ended(JobEvent event) {
		if (event instanceof JobEvent.Status status) {
			take(status.status().jobId()).forEach((sink) -> sink.success(status.status()));
		}
		else if (event instanceof JobEvent.Refusal refusal) {
			String jobId = refusal.detail();
			take(jobId).forEach((sink) -> sink.error(JobFailures.of(refusal, this.computer.id(), jobId)));
		}
	}

	// Whoever comes later has the computer asked again
	private synchronized Set<MonoSink<JobStatus>> take(String jobId) {
		Set<MonoSink<JobStatus>> sinks = this.waiting.remove(jobId);
		return (sinks != null) ? sinks : Set.of();
	}

	private void failed(Throwable failure) {
		List<MonoSink<JobStatus>> sinks = new ArrayList<>();
		synchronized (this) {
			this.waiting.values().forEach(sinks::addAll);
			this.waiting.clear();
			this.connection = null;
			this.added = null;
		}
		sinks.forEach((sink) -> sink.error(failure));
	}

}
