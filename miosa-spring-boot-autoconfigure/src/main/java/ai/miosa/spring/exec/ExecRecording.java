package ai.miosa.spring.exec;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecOutcome;
import ai.miosa.spring.session.MiosaSessionLostException;

/**
 * Records how one execution ends: stops its observation and writes its log line, once,
 * whichever end comes first.
 */
final class ExecRecording {

	private static final Log logger = LogFactory.getLog(ExecRecording.class);

	private final Observation observation;

	private final ExecObservationContext context;

	private final long start = System.nanoTime();

	private final AtomicBoolean ended = new AtomicBoolean();

	ExecRecording(Observation observation, ExecObservationContext context) {
		this.observation = observation;
		this.context = context;
	}

	/**
	 * Return the trace context as the environment variables that instrumented programs
	 * read, or nothing if it is not to be propagated.
	 */
	Map<String, String> traceEnv() {
		Map<String, String> carrier = this.context.getCarrier();
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

	<T> Mono<T> scope(Mono<T> execution) {
		return new ScopedMono<>(execution, this.observation);
	}

	Context addTo(Context view) {
		return this.observation.isNoop() ? view : view.put(ObservationThreadLocalAccessor.KEY, this.observation);
	}

	void end(int exitCode, @Nullable String output, @Nullable String requestId) {
		if (this.ended.compareAndSet(false, true)) {
			this.context.setResult(exitCode, output, requestId);
			stop();
		}
	}

	/**
	 * End a session.
	 * @param exitCode the exit code, if there is one
	 * @param failure why there is none
	 */
	void end(@Nullable Integer exitCode, @Nullable Throwable failure) {
		if (exitCode != null) {
			end(exitCode, null, null);
		}
		else if (failure != null) {
			fail((failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure);
		}
	}

	void fail(Throwable failure) {
		if (this.ended.compareAndSet(false, true)) {
			String requestId = (failure instanceof MiosaException exception) ? exception.getRequestId() : null;
			ExecOutcome outcome = outcome(failure);
			this.context.setFailure(outcome, requestId);
			if (outcome != ExecOutcome.CANCELLED) {
				this.observation.error(failure);
			}
			stop();
		}
	}

	void cancel() {
		if (this.ended.compareAndSet(false, true)) {
			this.context.setFailure(ExecOutcome.CANCELLED, null);
			stop();
		}
	}

	private static ExecOutcome outcome(Throwable failure) {
		if (failure instanceof MiosaSessionLostException lost) {
			return (lost.getReason() == MiosaSessionLostException.Reason.CLOSED) ? ExecOutcome.CANCELLED
					: ExecOutcome.LOST;
		}
		return (failure instanceof MiosaTimeoutException) ? ExecOutcome.TIMEOUT : ExecOutcome.ERROR;
	}

	private void stop() {
		this.observation.stop();
		if (logger.isDebugEnabled()) {
			long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.start);
			logger.debug(this.context.getExecKind() + " on computer " + this.context.getComputerId() + " ended after "
					+ millis + " ms: outcome=" + this.context.getOutcome() + ", exit code=" + this.context.getExitCode()
					+ ", request id=" + this.context.getRequestId());
		}
	}

}
