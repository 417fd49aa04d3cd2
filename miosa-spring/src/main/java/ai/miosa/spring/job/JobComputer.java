package ai.miosa.spring.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.ReactiveMiosaExecOperations;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;

/**
 * Runs the script on one computer.
 */
final class JobComputer {

	private static final SessionOptions STREAMED = SessionOptions.builder()
		.pty(false)
		.output(OutputMode.STREAMED)
		.build();

	private static final long MAX_ATTEMPTS = 5;

	private final ReactiveMiosaExecOperations operations;

	private final String id;

	private final Duration timeout;

	JobComputer(ReactiveMiosaExecOperations operations, String id, Duration timeout) {
		this.operations = operations;
		this.id = id;
		this.timeout = timeout;
	}

	String id() {
		return this.id;
	}

	/**
	 * Run the script once.
	 * @param time how long it takes by design
	 * @param env the variables it reads
	 * @param arguments its arguments
	 * @return its whole answer
	 */
	Mono<List<JobEvent>> call(Duration time, Map<String, String> env, String... arguments) {
		ExecOptions options = ExecOptions.builder().timeout(this.timeout.plus(time)).env(env).build();
		return this.operations.bash(this.id, JobScript.oneShot(List.of(arguments)), options).map(this::decode);
	}

	/**
	 * Run the script as {@link #call}, again if it may have failed, five times at the
	 * most. For what has the same effect however often it is done.
	 */
	Mono<List<JobEvent>> callRepeatedly(Duration time, Map<String, String> env, String... arguments) {
		return call(time, env, arguments).retryWhen(Retry.backoff(MAX_ATTEMPTS - 1, Duration.ofMillis(500))
			.filter(JobFailures::isTransient)
			.onRetryExhaustedThrow((retry, signal) -> signal.failure()));
	}

	private List<JobEvent> decode(ExecResult result) {
		String answer = (result.stdout() != null) ? result.stdout() : result.output();
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		List<JobEvent> events = decoder.decode(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
		if (!decoder.isEnded()) {
			throw incomplete();
		}
		return events;
	}

	/**
	 * Run the script in a session.
	 * @param input lines for the script
	 * @param arguments its arguments
	 * @return its answer as it comes, which fails if it breaks off
	 */
	Flux<JobEvent> open(Flux<String> input, String... arguments) {
		return Flux.usingWhen(this.operations.spawn(this.id, JobScript.session(List.of(arguments)), STREAMED),
				(session) -> talk(session, input), (session) -> Mono.fromRunnable(session::close));
	}

	private Flux<JobEvent> talk(MiosaSession session, Flux<String> input) {
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		// What cannot be sent ends the session, which its output tells
		Mono<JobEvent> sending = input.startWith(JobScript.sessionInput())
			.publishOn(Schedulers.boundedElastic())
			.doOnNext(session::sendStdin)
			.then(Mono.<JobEvent>never())
			.onErrorResume((ex) -> Mono.never());
		return session.output()
			.filter((output) -> output.stream() == SessionStream.STDOUT)
			.concatMapIterable((output) -> decoder.decode(output.data()), 1)
			.concatWith(Mono.defer(() -> decoder.isEnded() ? Mono.empty() : Mono.error(incomplete())))
			.takeUntil(JobEvent.End.END::equals)
			.takeUntilOther(sending);
	}

	private JobAnswerException incomplete() {
		return new JobAnswerException("The computer's answer about its jobs has broken off", this.id);
	}

}
