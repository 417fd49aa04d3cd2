package ai.miosa.spring.exec.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * {@link ObservationConvention} for executions.
 */
public interface ExecObservationConvention extends ObservationConvention<ExecObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ExecObservationContext;
	}

}
