package ai.miosa.spring.exec.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaConflictException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.api.Json;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.output.CallerContext;
import ai.miosa.spring.text.CommandChecks;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Runs commands: merges their options with the defaults, checks and observes them, sends
 * them, and sends again only those that are known not to have run. Arguments are checked
 * immediately; nothing is sent before the subscription, and each subscription sends the
 * command once. Thread-safe.
 */
public final class ExecEngine {

	/**
	 * The longest time that the API allows for a command in a sandbox.
	 */
	private static final Duration MAX_STREAM_TIME = Duration.ofSeconds(86_400);

	/**
	 * The longest wait of a session for the rate limit, equal to that of a one-shot by
	 * default.
	 */
	private static final Duration MAX_SESSION_WAIT = Duration.ofSeconds(40);

	private static final ExecObserver UNOBSERVED = new ExecObserver(ObservationRegistry.NOOP, null, false);

	private final ApiClient client;

	private final Duration gracePeriod;

	private final ExecOptions defaults;

	private final ExecObserver observer;

	private final ExecRetry retry;

	private final @Nullable MiosaSessionClient sessions;

	private final Target target;

	private final RequestLimiter limiter;

	/**
	 * Create an engine.
	 * @param client sends one-shot executions
	 * @param gracePeriod the time to wait for a response beyond a command's own timeout
	 * @param defaults the options that executions build upon
	 * @param observer observes executions and sessions
	 * @param retry retries commands that are known not to have run
	 * @param sessions opens sessions, or {@code null} if there can be none
	 * @param target where commands run
	 * @param limiter limits the rate at which sessions are opened
	 */
	public ExecEngine(ApiClient client, Duration gracePeriod, ExecOptions defaults, ExecObserver observer,
			ExecRetry retry, @Nullable MiosaSessionClient sessions, Target target, RequestLimiter limiter) {
		this.client = client;
		this.gracePeriod = gracePeriod;
		this.defaults = defaults;
		this.observer = observer;
		this.retry = retry;
		this.sessions = sessions;
		this.target = target;
		this.limiter = limiter;
	}

	/**
	 * Return an engine that treats all ids as those of sandboxes.
	 * @return the engine
	 */
	public ExecEngine ofSandboxes() {
		return new ExecEngine(this.client, this.gracePeriod, this.defaults, this.observer, this.retry, this.sessions,
				new Target((id) -> true, this.target.startStopped()), this.limiter);
	}

	/**
	 * Return whether an id is that of a sandbox.
	 * @param id the id
	 * @return whether commands are sent to the routes of sandboxes
	 */
	public boolean isSandbox(String id) {
		return this.target.sandbox().test(id);
	}

	/**
	 * Return whether sessions can be opened on a computer.
	 * @param id the computer
	 * @return {@code false} for a sandbox, or if there is no session client
	 */
	public boolean hasSessions(String id) {
		return this.sessions != null && !isSandbox(id);
	}

	/**
	 * Run a bash command.
	 * @param computerId the computer to run it on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public Mono<ExecResult> bash(String computerId, String command, ExecOptions options) {
		return exec(ExecKind.BASH, computerId, command, options);
	}

	/**
	 * Run a bash command or a python script.
	 * @param kind what runs the text
	 * @param computerId the computer to run it on
	 * @param text the command or code
	 * @param options the options, on top of the defaults
	 * @return the result
	 */
	public Mono<ExecResult> exec(ExecKind kind, String computerId, String text, ExecOptions options) {
		Execution execution = new Execution(kind, computerId, isSandbox(computerId), text,
				options.withDefaults(this.defaults));
		Duration deadline = execution.timeout().plus(this.gracePeriod);
		return this.observer.observe(execution,
				(traceEnv) -> startedIfStopped(computerId, deadline,
						this.client
							.post(execution.call(), execution.body(traceEnv), deadline, execution.route().uriTemplate(),
									computerId)
							.map((response) -> ExecResultReader.read(execution, response))));
	}

	/**
	 * Make a call, and retry it if it is known not to have been carried out. If so
	 * configured, start a computer that is stopped, within the time limit of the call.
	 */
	private <T> Mono<T> startedIfStopped(String computerId, Duration deadline, Mono<T> call) {
		return call.retryWhen(this.retry)
			.onErrorResume(ComputerNotRunningException.class,
					(ex) -> start(computerId, deadline, ex).then(call.retryWhen(ExecRetry.afterStart(deadline))));
	}

	private Mono<Void> start(String computerId, Duration deadline, ComputerNotRunningException failure) {
		if (!this.target.startStopped()) {
			return Mono.error(failure);
		}
		String route = isSandbox(computerId) ? "/sandboxes/{id}/resume" : "/computers/{id}/start";
		return this.client.send(new ApiCall("start", computerId), HttpMethod.POST, null, deadline, route, computerId)
			.retryWhen(this.retry)
			.then()
			// A conflict if it was started in the meantime
			.onErrorResume(MiosaConflictException.class, (ex) -> Mono.empty());
	}

	/**
	 * Open a session.
	 * @param computerId the computer to run the command on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the session, which the subscriber closes
	 */
	public Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options) {
		return spawn(computerId, command, options, this.observer);
	}

	/**
	 * Open a session like {@link #spawn}, but as a part of an operation that is observed
	 * itself.
	 * @param computerId the computer to run the command on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the session, which the subscriber closes
	 */
	public Mono<MiosaSession> spawnUnobserved(String computerId, String command, SessionOptions options) {
		return spawn(computerId, command, options, UNOBSERVED);
	}

	private Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options, ExecObserver observer) {
		MiosaSessionClient sessions = this.sessions;
		Assert.state(sessions != null, "Sessions need spring-websocket, jakarta.websocket-client-api, "
				+ "netty-codec-http and netty-handler-proxy on the class path");
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(command, "The command");
		if (isSandbox(computerId)) {
			throw new UnsupportedOperationException(
					"A sandbox has no sessions, and therefore neither interactive input nor a "
							+ "pseudo-terminal; stream the output instead, or use a computer");
		}
		SessionOptions merged = options.withDefaults(sessions.getDefaultOptions());
		return observer.observeSession(computerId, command, merged.getEnv(),
				(traceEnv,
						onEnd) -> startedIfStopped(computerId, this.gracePeriod,
								this.limiter.limit(new ApiCall("spawn", computerId), MAX_SESSION_WAIT,
										sessions.open(computerId, command,
												sessions.carriesEnv() ? withEnv(merged, traceEnv) : merged, onEnd)))
							.contextWrite(CallerContext::capture));
	}

	private static SessionOptions withEnv(SessionOptions options, Map<String, String> env) {
		return env.isEmpty() ? options : options.withDefaults(SessionOptions.builder().env(env).build());
	}

	/**
	 * Run a command in its own session and stream its output. The session is closed with
	 * the stream.
	 * @param computerId the computer to run the command on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the output as it arrives, and the exit
	 */
	public Flux<ExecEvent> stream(String computerId, String command, SessionOptions options) {
		if (isSandbox(computerId)) {
			return linesInSandbox(computerId, command, options).map(SandboxStream::toPiece);
		}
		return stream(computerId, command, options, (session) -> {
			Utf8Decoder stdout = Utf8Decoder.replacing();
			Utf8Decoder stderr = Utf8Decoder.replacing();
			return session.output()
				.map((piece) -> (piece.stream() == SessionStream.STDOUT)
						? new ExecEvent.Stdout(piece.data(), stdout.decode(piece.data().duplicate()))
						: new ExecEvent.Stderr(piece.data(), stderr.decode(piece.data().duplicate())));
		});
	}

	/**
	 * Run a command in its own session and stream its output as lines. The session is
	 * closed with the stream.
	 * @param computerId the computer to run the command on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @param lines what ends a line, and the longest one
	 * @return the lines, and the exit
	 */
	public Flux<ExecEvent> lines(String computerId, String command, SessionOptions options, LineOptions lines) {
		if (isSandbox(computerId)) {
			return linesInSandbox(computerId, command, options);
		}
		return stream(computerId, command, options, (session) -> session.lines(lines)
			.map((line) -> new ExecEvent.Line(line.stream(), line.text(), line.partial())));
	}

	private Flux<ExecEvent> stream(String computerId, String command, SessionOptions options,
			Function<MiosaSession, Flux<? extends ExecEvent>> output) {
		Assert.isTrue(options.getOutputHandler() == null, "A streamed command must not have an output handler");
		SessionOptions streamed = options.toBuilder().output(OutputMode.STREAMED).build();
		return Flux.usingWhen(spawn(computerId, command, streamed),
				(session) -> Flux.concat(output.apply(session),
						Mono.fromFuture(session::exitCode).map(ExecEvent.Exit::new)),
				(session) -> Mono.fromRunnable(session::close));
	}

	private Flux<ExecEvent> linesInSandbox(String sandboxId, String command, SessionOptions options) {
		CommandChecks.checkComputerId(sandboxId);
		CommandChecks.checkText(command, "The command");
		Assert.isTrue(
				options.getOutputHandler() == null && options.getPortListener() == null && options.getArgs().isEmpty()
						&& !Boolean.TRUE.equals(options.getPty()),
				"A streamed command in a sandbox cannot have a pseudo-terminal, arguments, an output "
						+ "handler or a port listener");
		String directory = options.getWorkingDirectory();
		Assert.isTrue(directory == null || directory.startsWith("/"),
				"The working directory in a sandbox must be absolute");
		SandboxStream stream = new SandboxStream(sandboxId);
		return this.observer.observeStream(sandboxId, command, options.getEnv(), stream, (traceEnv) -> {
			Map<String, Object> body = new LinkedHashMap<>();
			body.put("command", command);
			body.put("timeout", MAX_STREAM_TIME.toSeconds());
			if (directory != null) {
				body.put("cwd", directory);
			}
			Map<String, String> env = new LinkedHashMap<>(traceEnv);
			env.putAll(options.getEnv());
			if (!env.isEmpty()) {
				body.put("env", env);
			}
			Flux<ServerSentEvent<String>> events = this.client.stream(new ApiCall("stream", sandboxId),
					Json.writeObject(body), MAX_STREAM_TIME.plus(this.gracePeriod), "/sandboxes/{id}/exec/stream",
					sandboxId);
			return stream.read(events.retryWhen(this.retry)
				.onErrorResume(ComputerNotRunningException.class, (ex) -> start(sandboxId, this.gracePeriod, ex)
					.thenMany(events.retryWhen(ExecRetry.afterStart(this.gracePeriod)))));
		});
	}

}
