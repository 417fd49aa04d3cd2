package ai.miosa.spring.exec;

import io.micrometer.observation.Observation;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;

/**
 * Makes an observation the current one of the thread while the source is subscribed to.
 * On the thread of a blocking caller, the caller's own span is the current one otherwise,
 * and tracing prefers it to the parent in the Reactor context.
 *
 * @param <T> the type of the result
 */
final class ScopedMono<T> extends MonoOperator<T, T> {

	private final Observation observation;

	ScopedMono(Mono<T> source, Observation observation) {
		super(source);
		this.observation = observation;
	}

	@Override
	public void subscribe(CoreSubscriber<? super T> actual) {
		if (this.observation.isNoop()) {
			this.source.subscribe(actual);
			return;
		}
		try (Observation.Scope scope = this.observation.openScope()) {
			this.source.subscribe(actual);
		}
	}

}
