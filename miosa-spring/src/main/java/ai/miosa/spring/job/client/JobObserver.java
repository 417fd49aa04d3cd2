package ai.miosa.spring.job.client;

import java.util.Map;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.observation.DefaultExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.exec.observation.ExecObservationContext.Outcome;
import ai.miosa.spring.exec.observation.ExecObservationConvention;
import ai.miosa.spring.exec.observation.ExecObservationDocumentation;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;

/**
 * Observes jobs while a caller waits for them. Other jobs are not observed, so no state
 * is kept for them.
 */
final class JobObserver {

	private static final ExecObservationConvention DEFAULT_CONVENTION = new DefaultExecObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable ExecObservationConvention convention;

	JobObserver(ObservationRegistry registry, @Nullable ExecObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	Mono<JobStatus> observe(String computerId, Mono<JobStatus> end) {
		return Mono.deferContextual((view) -> {
			ExecObservationContext context = new ExecObservationContext("job", computerId, "", Map.of());
			Observation observation = ExecObservationDocumentation.EXEC.observation(this.convention, DEFAULT_CONVENTION,
					() -> context, this.registry);
			Observation parent = view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			if (parent != null) {
				observation.parentObservation(parent);
			}
			observation.start();
			return end.doOnNext((status) -> record(status, context)).doOnError((failure) -> {
				context.setFailure(Outcome.ERROR, null);
				observation.error(failure);
			}).doOnCancel(() -> context.setFailure(Outcome.CANCELLED, null)).doFinally((signal) -> observation.stop());
		});
	}

	private static void record(JobStatus status, ExecObservationContext context) {
		Integer exitCode = status.exitCode();
		if (exitCode != null) {
			context.setResult(exitCode, null, null);
		}
		else {
			context.setFailure(outcome(status.state()), null);
		}
	}

	private static Outcome outcome(JobState state) {
		return switch (state) {
			case TIMED_OUT -> Outcome.TIMEOUT;
			case LOST -> Outcome.LOST;
			default -> Outcome.FAILURE;
		};
	}

}
