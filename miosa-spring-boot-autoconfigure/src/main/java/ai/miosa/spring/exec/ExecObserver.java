package ai.miosa.spring.exec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.observability.DefaultSignalListener;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation;
import ai.miosa.spring.session.MiosaSession;

/**
 * Puts one observation around each execution.
 */
final class ExecObserver {

	private static final ExecObservationConvention DEFAULT_CONVENTION = new DefaultExecObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ExecObservationConvention convention;

	private final boolean propagateTraceContext;

	ExecObserver(ObservationRegistry registry, @Nullable ExecObservationConvention convention,
			boolean propagateTraceContext) {
		this.registry = registry;
		this.convention = convention;
		this.propagateTraceContext = propagateTraceContext;
	}

	/**
	 * Observe a one-shot execution, from the subscription to its result.
	 * @param request what is executed
	 * @param execution executes it with the given additional environment
	 */
	Mono<ExecResult> observe(ExecRequest request, Function<Map<String, String>, Mono<ExecResult>> execution) {
		return Mono.deferContextual((view) -> {
			ExecRecording recording = start(new ExecObservationContext(request.kind().toString(), request.computerId(),
					request.text(), request.options().getEnv()), view);
			return recording.scope(Mono.defer(() -> execution.apply(recording.traceEnv())))
				.tap(() -> new ResultListener(recording));
		});
	}

	/**
	 * Observe a session, from the subscription to the end of the session.
	 * @param computerId the computer it runs on
	 * @param command the command
	 * @param env the environment that the caller gave
	 * @param opening opens the session with the given additional environment
	 */
	Mono<MiosaSession> observeSession(String computerId, String command, Map<String, String> env,
			Function<Map<String, String>, Mono<MiosaSession>> opening) {
		return Mono.deferContextual((view) -> {
			ExecRecording recording = start(new ExecObservationContext("spawn", computerId, command, env), view);
			AtomicBoolean opened = new AtomicBoolean();
			return Mono.defer(() -> opening.apply(recording.traceEnv())).doOnSuccess((session) -> {
				opened.set(true);
				session.exitCode().whenComplete(recording::end);
			}).doOnError(recording::fail).doOnCancel(() -> {
				// Some operators cancel once they have the session, which lives on
				if (!opened.get()) {
					recording.cancel();
				}
			}).contextWrite(recording::addTo);
		});
	}

	private ExecRecording start(ExecObservationContext context, ContextView view) {
		if (this.propagateTraceContext) {
			context.setCarrier(new LinkedHashMap<>());
		}
		Observation observation = ExecObservationDocumentation.EXEC.observation(this.convention, DEFAULT_CONVENTION,
				() -> context, this.registry);
		Observation parent = view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
		if (parent != null) {
			observation.parentObservation(parent);
		}
		return new ExecRecording(observation.start(), context);
	}

	/**
	 * Records the result of a one-shot execution, with one operator for all ends.
	 */
	private static final class ResultListener extends DefaultSignalListener<ExecResult> {

		private final ExecRecording recording;

		ResultListener(ExecRecording recording) {
			this.recording = recording;
		}

		@Override
		public Context addToContext(Context view) {
			return this.recording.addTo(view);
		}

		@Override
		public void doOnNext(ExecResult result) {
			this.recording.end(result.exitCode(), result.output(), result.requestId());
		}

		@Override
		public void doOnError(Throwable failure) {
			this.recording.fail(failure);
		}

		@Override
		public void doOnCancel() {
			this.recording.cancel();
		}

	}

}
