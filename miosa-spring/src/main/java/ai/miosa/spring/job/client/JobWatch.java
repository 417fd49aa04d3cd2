package ai.miosa.spring.job.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The session that all followers of the jobs of one computer share. A follower has one
 * request at a time, which is answered once there is output or the job has ended: a slow
 * one is sent no more than it has requested, and does not affect the others.
 */
final class JobWatch {

	private final JobComputer computer;

	private final DefaultMiosaJobs jobs;

	private final Map<Long, Request> requests = new TreeMap<>();

	private int users;

	private long lastNumber;

	private @Nullable Disposable connection;

	private Sinks.@Nullable Many<String> lines;

	private @Nullable Request answered;

	JobWatch(JobComputer computer, DefaultMiosaJobs jobs) {
		this.computer = computer;
		this.jobs = jobs;
	}

	/**
	 * Request what is new about a job. The request is sent again if the connection breaks
	 * before its answer begins. It takes no thread until then, so that a subscriber that
	 * blocks a thread delays no other.
	 * @param arguments {@code output} and its arguments, as {@code jobs.sh} describes
	 * them
	 * @return the answer, possibly empty or cut short, emitted on a thread that
	 * subscribers may block
	 */
	Flux<JobEvent> request(String... arguments) {
		return Flux.<JobEvent>create((sink) -> {
			Request request = add(String.join(" ", arguments), sink);
			sink.onDispose(() -> cancel(request));
		}).switchOnFirst((first, answer) -> answer.publishOn(Schedulers.boundedElastic()));
	}

	private synchronized Request add(String arguments, FluxSink<JobEvent> sink) {
		Request request = new Request(++this.lastNumber, arguments, sink);
		if (this.users == 0) {
			// Cancelled in the meantime: nobody would end the session
			return request;
		}
		this.requests.put(request.number, request);
		if (this.connection == null) {
			ReconnectSpec reconnection = new ReconnectSpec(this.computer.id(), this.jobs);
			Flux<JobEvent> events = Flux.defer(() -> open(reconnection))
				.doOnNext((event) -> reconnection.progressed())
				.retryWhen(reconnection);
			Disposable.Swap connection = Disposables.swap();
			this.connection = connection;
			connection.update(events.subscribe(this::received, this::failed));
		}
		else {
			send(request.line());
		}
		return request;
	}

	private synchronized void cancel(Request request) {
		if (this.requests.remove(request.number) != null) {
			send(request.number + ";\n");
		}
	}

	private void send(String line) {
		if (this.lines != null) {
			this.lines.tryEmitNext(line);
		}
	}

	private synchronized Flux<JobEvent> open(ReconnectSpec reconnection) {
		this.answered = null;
		List.copyOf(this.requests.values()).stream().filter((request) -> request.begun).forEach(this::complete);
		Sinks.Many<String> lines = Sinks.many().unicast().onBackpressureBuffer();
		this.lines = lines;
		this.requests.values().forEach((request) -> send(request.line()));
		return this.computer.open(lines.asFlux().doOnSubscribe((open) -> reconnection.opened()), "watch")
			.switchOnFirst((first, events) -> (first.get() instanceof JobEvent.Rejection rejection)
					? Flux.error(rejection.toException(this.computer.id(), "")) : events)
			.concatWith(Mono.error(() -> new JobEvent.MalformedException("The session that follows jobs has ended",
					this.computer.id())));
	}

	private synchronized void received(JobEvent event) {
		Request request = this.answered;
		if (event instanceof JobEvent.Answer answer) {
			this.answered = this.requests.get(answer.number());
		}
		else if (request != null && event == JobEvent.Mark.END_OF_ANSWER) {
			complete(request);
		}
		else if (request != null) {
			request.begun = true;
			request.sink.next(event);
		}
	}

	private void complete(Request request) {
		this.requests.remove(request.number);
		request.sink.complete();
	}

	private synchronized void failed(Throwable failure) {
		List<Request> requests = new ArrayList<>(this.requests.values());
		close();
		requests.forEach((request) -> request.sink.error(failure));
	}

	String computerId() {
		return this.computer.id();
	}

	/**
	 * Register a user.
	 */
	synchronized JobWatch use() {
		this.users++;
		return this;
	}

	/**
	 * Unregister a user, and end the session with the last.
	 * @return whether this was the last
	 */
	synchronized boolean release() {
		this.users--;
		if (this.users == 0) {
			close();
		}
		return this.users == 0;
	}

	private void close() {
		this.requests.clear();
		this.lines = null;
		if (this.connection != null) {
			this.connection.dispose();
			this.connection = null;
		}
	}

	/**
	 * A request that has not been answered yet.
	 */
	private static final class Request {

		private final long number;

		private final String arguments;

		private final FluxSink<JobEvent> sink;

		private boolean begun;

		private Request(long number, String arguments, FluxSink<JobEvent> sink) {
			this.number = number;
			this.arguments = arguments;
			this.sink = sink;
		}

		private String line() {
			return this.number + " " + this.arguments + ";\n";
		}

	}

}
