package ai.miosa.spring.computer.client;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.ComputerKind;
import ai.miosa.spring.computer.client.ComputerObservationDocumentation.HighCardinality;
import ai.miosa.spring.computer.client.ComputerObservationDocumentation.LowCardinality;

/**
 * Observes calls that manage computers.
 */
final class ComputerObserver {

	private final ObservationRegistry registry;

	private final ComputerKind kind;

	ComputerObserver(ObservationRegistry registry, ComputerKind kind) {
		this.registry = registry;
		this.kind = kind;
	}

	<T> Mono<T> observe(String operation, @Nullable String computerId, Mono<T> call) {
		return Mono.deferContextual((view) -> {
			Observation observation = ComputerObservationDocumentation.CALL.observation(this.registry)
				.contextualName("miosa " + operation + " " + this.kind)
				.lowCardinalityKeyValue(LowCardinality.OPERATION.withValue(operation))
				.lowCardinalityKeyValue(LowCardinality.KIND.withValue(this.kind.toString()));
			if (computerId != null) {
				observation.highCardinalityKeyValue(HighCardinality.COMPUTER_ID.withValue(computerId));
			}
			Observation parent = view.getOrDefault(ObservationThreadLocalAccessor.KEY, null);
			if (parent != null) {
				observation.parentObservation(parent);
			}
			observation.start();
			return call.doOnError(observation::error)
				.doFinally((signal) -> observation.stop())
				.contextWrite((context) -> context.put(ObservationThreadLocalAccessor.KEY, observation));
		});
	}

}
