package ai.miosa.spring.computer.client;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.ComputerKind;

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
			Observation observation = Observation.createNotStarted("miosa.computers.calls", this.registry)
				.contextualName("miosa " + operation + " " + this.kind)
				.lowCardinalityKeyValue("operation", operation)
				.lowCardinalityKeyValue("kind", this.kind.toString());
			if (computerId != null) {
				observation.highCardinalityKeyValue("miosa.computer.id", computerId);
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
