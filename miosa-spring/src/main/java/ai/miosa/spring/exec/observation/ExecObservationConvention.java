package ai.miosa.spring.exec.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * The names of the observation of an execution and of its key values.
 */
public interface ExecObservationConvention extends ObservationConvention<ExecObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof ExecObservationContext;
	}

}
