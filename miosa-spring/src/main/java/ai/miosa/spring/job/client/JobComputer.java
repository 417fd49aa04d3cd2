package ai.miosa.spring.job.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.engine.ExecEngine;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.text.ShellQuoting;

/**
 * Runs the script on one computer.
 */
final class JobComputer {

	private static final SessionOptions STREAMED = SessionOptions.builder()
		.pty(false)
		.output(OutputMode.STREAMED)
		.build();

	private static final long MAX_ATTEMPTS = 5;

	private static final Duration FIRST_WAIT = Duration.ofMillis(500);

	private static final Log logger = LogFactory.getLog(JobComputer.class);

	private static final String SCRIPT = read();

	private final ExecEngine engine;

	private final String id;

	private final Duration timeout;

	JobComputer(ExecEngine engine, String id, Duration timeout) {
		this.engine = engine;
		this.id = id;
		this.timeout = timeout;
	}

	String id() {
		return this.id;
	}

	boolean hasSessions() {
		return this.engine.hasSessions(this.id);
	}

	/**
	 * Run the script once.
	 * @param time the time allowed in addition to that of every call
	 * @param env the variables that it reads
	 * @param arguments its arguments
	 * @return its complete answer
	 */
	Mono<List<JobEvent>> call(Duration time, Map<String, String> env, String... arguments) {
		ExecOptions options = ExecOptions.builder().timeout(this.timeout.plus(time)).env(env).build();
		return this.engine.bash(this.id, oneShot(List.of(arguments)), options).map(this::decode);
	}

	/**
	 * Like {@link #call}, but repeat a failed call, up to five calls in all. For
	 * idempotent operations.
	 */
	Mono<List<JobEvent>> callIdempotent(Duration time, Map<String, String> env, String... arguments) {
		return call(time, env, arguments).retryWhen(Retry.backoff(MAX_ATTEMPTS - 1, FIRST_WAIT)
			.filter(ReconnectSpec::isTransient)
			.doBeforeRetry((retry) -> logger.debug("Repeating %s of a job on computer %s: %s".formatted(arguments[0],
					this.id, retry.failure().getClass().getSimpleName())))
			.onRetryExhaustedThrow((retry, signal) -> signal.failure()));
	}

	private List<JobEvent> decode(ExecResult result) {
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		List<JobEvent> events = decoder.decode(ByteBuffer.wrap(result.stdout().getBytes(StandardCharsets.UTF_8)));
		if (!decoder.isEnded()) {
			throw incomplete();
		}
		if (events.get(0) instanceof JobEvent.Rejection rejection && rejection.isOfAllJobs()) {
			throw rejection.toException(this.id, "");
		}
		return events;
	}

	/**
	 * Run the script in a session.
	 * @param input lines for the script
	 * @param arguments its arguments
	 * @return its answer as it arrives, with an error if it is incomplete
	 */
	Flux<JobEvent> open(Flux<String> input, String... arguments) {
		return Flux.usingWhen(this.engine.spawnUnobserved(this.id, session(List.of(arguments)), STREAMED),
				(session) -> talk(session, input), (session) -> Mono.fromRunnable(session::close));
	}

	private Flux<JobEvent> talk(MiosaSession session, Flux<String> input) {
		JobAnswerDecoder decoder = new JobAnswerDecoder();
		// A session that cannot be sent a request would never answer it
		Mono<JobEvent> sending = input.startWith(sessionInput())
			.concatMap(
					(line) -> Mono.fromRunnable(() -> session.sendStdin(line)).subscribeOn(Schedulers.boundedElastic()))
			.then()
			.onErrorResume((ex) -> Mono.fromRunnable(session::close))
			.then(Mono.<JobEvent>never());
		return session.output()
			.filter((output) -> output.stream() == SessionStream.STDOUT)
			.concatMapIterable((output) -> decoder.decode(output.data()), 1)
			.concatWith(Mono.defer(() -> decoder.isEnded() ? Mono.empty() : Mono.error(incomplete())))
			.takeUntil(JobEvent.Mark.END::equals)
			.takeUntilOther(sending);
	}

	private JobEvent.MalformedException incomplete() {
		return new JobEvent.MalformedException("The computer's answer about its jobs is incomplete", this.id);
	}

	private static String read() {
		try (InputStream resource = MiosaJobs.class.getResourceAsStream("jobs.sh")) {
			if (resource == null) {
				throw new IllegalStateException("The resource jobs.sh is missing");
			}
			return new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines()
				.filter((line) -> !line.stripLeading().startsWith("#"))
				.collect(Collectors.joining("\n"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the command that runs the script as a one-shot. The script, which is not
	 * secret, is an argument of bash; commands and environments of jobs are passed in
	 * variables.
	 */
	static String oneShot(List<String> arguments) {
		return "exec bash -p -c " + ShellQuoting.quote(SCRIPT) + " miosa-jobs" + join(arguments);
	}

	/**
	 * Return the command that runs the script as a session, which reads
	 * {@link #sessionInput()} first. This keeps the URL of the upgrade request short.
	 */
	static String session(List<String> arguments) {
		return "exec bash -p -s --" + join(arguments);
	}

	static String sessionInput() {
		return SCRIPT + "; exit\n";
	}

	private static String join(List<String> arguments) {
		return arguments.stream().map((argument) -> " " + ShellQuoting.quote(argument)).collect(Collectors.joining());
	}

}
