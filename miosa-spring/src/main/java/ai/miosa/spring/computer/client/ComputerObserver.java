package ai.miosa.spring.computer.client;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.computer.ComputerKind;

/**
 * Observes calls that create, find, start, stop or destroy a computer or a sandbox, each
 * until its response, retries included.
 */
public final class ComputerObserver {

	/**
	 * The name of the observation.
	 */
	public static final String NAME = "miosa.computers.calls";

	/**
	 * The key of the operation in metrics and spans: {@code create}, {@code get},
	 * {@code list}, {@code start}, {@code stop}, {@code restart}, {@code auto-stop} or
	 * {@code destroy}.
	 */
	public static final String OPERATION = "operation";

	/**
	 * The key of the kind of computer in metrics and spans.
	 */
	public static final String KIND = "kind";

	/**
	 * The key of the computer's id in spans, if the call addresses one.
	 */
	public static final String COMPUTER_ID = "miosa.computer.id";

	private final ObservationRegistry registry;

	private final ComputerKind kind;

	ComputerObserver(ObservationRegistry registry, ComputerKind kind) {
		this.registry = registry;
		this.kind = kind;
	}

	<T> Mono<T> observe(String operation, @Nullable String computerId, Mono<T> call) {
		return Mono.deferContextual((view) -> {
			Observation observation = Observation.createNotStarted(NAME, this.registry)
				.contextualName("miosa " + operation + " " + this.kind)
				.lowCardinalityKeyValue(OPERATION, operation)
				.lowCardinalityKeyValue(KIND, this.kind.toString());
			if (computerId != null) {
				observation.highCardinalityKeyValue(COMPUTER_ID, computerId);
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
