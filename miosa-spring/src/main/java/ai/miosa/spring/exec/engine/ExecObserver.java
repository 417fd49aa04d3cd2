package ai.miosa.spring.exec.engine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.observability.DefaultSignalListener;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecKind;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationContext.Outcome;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;

/**
 * Records one observation and one log line for each execution, from the subscription to
 * the result, failure or cancellation, whichever comes first.
 */
public final class ExecObserver {

	private static final Log logger = LogFactory.getLog(ExecObserver.class);

	private static final ExecObservationConvention DEFAULT_CONVENTION = new DefaultExecObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ExecObservationConvention convention;

	private final boolean propagateTraceContext;

	/**
	 * Create an observer.
	 * @param registry the registry of the observations
	 * @param convention how observations are named, or {@code null} for the default
	 * @param propagateTraceContext whether the environment of commands carries the trace
	 * context
	 */
	public ExecObserver(ObservationRegistry registry, @Nullable ExecObservationConvention convention,
			boolean propagateTraceContext) {
		this.registry = registry;
		this.convention = convention;
		this.propagateTraceContext = propagateTraceContext;
	}

	/**
	 * Observe a one-shot execution to its result.
	 * @param execution what is executed
	 * @param call executes it with the given additional environment
	 */
	Mono<ExecResult> observe(Execution execution, Function<Map<String, String>, Mono<ExecResult>> call) {
		return this.<ExecResult>observe(execution.kind(), execution.computerId(), execution.text(),
				execution.options().getEnv(), (traceEnv, recording) -> call.apply(traceEnv).doOnNext(recording::end));
	}

	/**
	 * Observe a session to its end.
	 * @param computerId the computer it runs on
	 * @param command the command
	 * @param env the environment, the defaults included
	 * @param call opens the session with the given additional environment, and reports
	 * its exit code or failure
	 */
	Mono<MiosaSession> observeSession(String computerId, String command, Map<String, String> env,
			BiFunction<Map<String, String>, BiConsumer<@Nullable Integer, @Nullable Throwable>, Mono<MiosaSession>> call) {
		return this.<MiosaSession>observe(ExecKind.SPAWN, computerId, command, env,
				(traceEnv, recording) -> call.apply(traceEnv, recording::end));
	}

	/**
	 * Observe the stream of a command in a sandbox to its end.
	 * @param sandboxId the sandbox
	 * @param command the command
	 * @param env the environment
	 * @param stream describes a stream that is cancelled
	 * @param call streams the output with the given additional environment
	 */
	Flux<ExecEvent> observeStream(String sandboxId, String command, Map<String, String> env, SandboxStream stream,
			Function<Map<String, String>, Flux<ExecEvent>> call) {
		return this.<Flux<ExecEvent>>observe(ExecKind.SPAWN, sandboxId, command, env,
				(traceEnv, recording) -> Mono.just(call.apply(traceEnv).doOnNext((event) -> {
					if (event instanceof ExecEvent.Exit exit) {
						recording.end(exit.exitCode(), null);
					}
				})
					.doOnError((failure) -> recording.end(null, failure))
					.doOnCancel(() -> recording.end(null, stream.lost(Reason.CLOSED, "was cancelled")))))
			.flatMapMany(Function.identity());
	}

	private <T> Mono<T> observe(ExecKind kind, String computerId, String content, Map<String, String> env,
			BiFunction<Map<String, String>, Recording<T>, Mono<T>> call) {
		return Mono.deferContextual((view) -> {
			ExecObservationContext context = new ExecObservationContext(kind.toString(), computerId, content, env);
			Observation observation = start(context, view);
			Recording<T> recording = new Recording<>(observation, context);
			return scoped(observation, Mono.defer(() -> call.apply(traceEnv(context), recording))).tap(() -> recording);
		});
	}

	private Observation start(ExecObservationContext context, ContextView view) {
		if (this.propagateTraceContext) {
			context.setCarrier(new LinkedHashMap<>());
		}
		Observation observation = ExecObservationDocumentation.EXEC.observation(this.convention, DEFAULT_CONVENTION,
				() -> context, this.registry);
		Observation parent = view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		return observation.start();
	}

	/**
	 * Make the observation current on the thread that subscribes to the call. Otherwise,
	 * the current span on the thread of a blocking caller would be its own, which tracing
	 * prefers to the parent in the Reactor context.
	 */
	private static <T> Mono<T> scoped(Observation observation, Mono<T> call) {
		return observation.isNoop() ? call : Mono.fromDirect((subscriber) -> {
			try (Observation.Scope scope = observation.openScope()) {
				call.subscribe(subscriber);
			}
		});
	}

	/**
	 * Return the trace context as the environment variables that instrumented programs
	 * read. Empty unless it is propagated.
	 */
	private static Map<String, String> traceEnv(ExecObservationContext context) {
		Map<String, String> carrier = context.getCarrier();
		if (carrier == null) {
			return Map.of();
		}
		Map<String, String> env = new LinkedHashMap<>();
		copy(carrier, "traceparent", env, "TRACEPARENT");
		copy(carrier, "tracestate", env, "TRACESTATE");
		return env;
	}

	private static void copy(Map<String, String> carrier, String header, Map<String, String> env, String variable) {
		String value = carrier.get(header);
		if (value != null && !value.isEmpty()) {
			env.put(variable, value);
		}
	}

	/**
	 * Recording of one execution.
	 *
	 * @param <T> the type of the call's value: the result, or a session that stays open
	 */
	private static final class Recording<T> extends DefaultSignalListener<T> {

		private final Observation observation;

		private final ExecObservationContext context;

		private final long start = System.nanoTime();

		private final AtomicBoolean ended = new AtomicBoolean();

		private volatile boolean delivered;

		Recording(Observation observation, ExecObservationContext context) {
			this.observation = observation;
			this.context = context;
		}

		@Override
		public Context addToContext(Context view) {
			return this.observation.isNoop() ? view : view.put(ObservationThreadLocalAccessor.KEY, this.observation);
		}

		@Override
		public void doOnNext(T value) {
			this.delivered = true;
		}

		@Override
		public void doOnError(Throwable failure) {
			fail(failure);
		}

		@Override
		public void doOnCancel() {
			// Some operators cancel once they have the session, which stays open
			if (!this.delivered) {
				end(() -> this.context.setFailure(Outcome.CANCELLED, null));
			}
		}

		void end(ExecResult result) {
			end(() -> {
				if (result.timedOut()) {
					this.context.setFailure(Outcome.TIMEOUT, result.requestId());
				}
				else {
					this.context.setResult(result.exitCode(), result.output(), result.requestId());
				}
			});
		}

		void end(@Nullable Integer exitCode, @Nullable Throwable failure) {
			if (exitCode != null) {
				end(() -> this.context.setResult(exitCode, null, null));
			}
			else if (failure != null) {
				fail((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
						: failure);
			}
		}

		private void fail(Throwable failure) {
			end(() -> {
				String requestId = (failure instanceof MiosaException exception) ? exception.getRequestId() : null;
				Outcome outcome = outcome(failure);
				this.context.setFailure(outcome, requestId);
				if (outcome != Outcome.CANCELLED) {
					this.observation.error(failure);
				}
			});
		}

		private static Outcome outcome(Throwable failure) {
			if (failure instanceof MiosaSessionLostException lost) {
				return (lost.getReason() == MiosaSessionLostException.Reason.CLOSED) ? Outcome.CANCELLED : Outcome.LOST;
			}
			return (failure instanceof MiosaTimeoutException) ? Outcome.TIMEOUT : Outcome.ERROR;
		}

		private void end(Runnable record) {
			if (this.ended.compareAndSet(false, true)) {
				record.run();
				if (logger.isDebugEnabled()) {
					log();
				}
				this.observation.stop();
			}
		}

		// In the scope of the observation, so that the line has its trace id
		private void log() {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.start);
			try (Observation.Scope scope = this.observation.openScope()) {
				logger.debug(this.context.getExecKind() + " on computer " + this.context.getComputerId()
						+ " ended after " + millis + " ms: outcome=" + this.context.getOutcome() + ", exit code="
						+ this.context.getExitCode() + ", request id=" + this.context.getRequestId());
			}
		}

	}

}
