package ai.miosa.spring.exec.engine;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.CommandChecks;
import ai.miosa.spring.api.ApiClient;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.session.client.CallerContext;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.text.Utf8Decoder;

/**
 * Runs commands: merges their options with the defaults, checks and observes them, sends
 * them, and sends again only those that are known not to have run. Arguments are checked
 * immediately; nothing is sent before the subscription, and each subscription sends the
 * command once. Safe for use by many threads.
 */
public final class ExecEngine {

	private final ApiClient client;

	private final Duration gracePeriod;

	private final ExecOptions defaults;

	private final ExecObserver observer;

	private final ExecRetry retry;

	private final @Nullable MiosaSessionClient sessions;

	/**
	 * Create an engine.
	 * @param client sends one-shot executions
	 * @param gracePeriod the time to wait for a response beyond a command's own timeout
	 * @param defaults the options that executions build upon
	 * @param observer observes executions and sessions
	 * @param retry sends again what is known not to have run
	 * @param sessions opens sessions, or {@code null} if there can be none
	 */
	public ExecEngine(ApiClient client, Duration gracePeriod, ExecOptions defaults, ExecObserver observer,
			ExecRetry retry, @Nullable MiosaSessionClient sessions) {
		this.client = client;
		this.gracePeriod = gracePeriod;
		this.defaults = defaults;
		this.observer = observer;
		this.retry = retry;
		this.sessions = sessions;
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
		Execution execution = new Execution(kind, computerId, text, options.withDefaults(this.defaults));
		Duration deadline = execution.timeout().plus(this.gracePeriod);
		return this.observer.observe(execution, (traceEnv) -> this.client
			.post(execution.call(), execution.body(traceEnv), deadline, execution.route().uriTemplate(), computerId)
			.map((response) -> ExecResultReader.read(execution, response))
			.retryWhen(this.retry));
	}

	/**
	 * Open a session.
	 * @param computerId the computer to run the command on
	 * @param command the command
	 * @param options the options, on top of the defaults
	 * @return the session, which the subscriber closes
	 */
	public Mono<MiosaSession> spawn(String computerId, String command, SessionOptions options) {
		MiosaSessionClient sessions = this.sessions;
		Assert.state(sessions != null, "Sessions need spring-websocket, jakarta.websocket-client-api, "
				+ "netty-codec-http and netty-handler-proxy on the class path");
		CommandChecks.checkComputerId(computerId);
		CommandChecks.checkText(command, "The command");
		SessionOptions merged = options.withDefaults(sessions.getDefaultOptions());
		return this.observer.observeSession(computerId, command, merged.getEnv(),
				(traceEnv, onEnd) -> sessions
					.open(computerId, command, sessions.carriesEnv() ? withEnv(merged, traceEnv) : merged, onEnd)
					.retryWhen(this.retry)
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

}
