package ai.miosa.spring.benchmarks.exec;

import java.util.function.Supplier;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls made by one pipeline.
 *
 * @param call makes one call
 */
record ReactiveCalls(Supplier<Mono<?>> call) implements Calls {

	@Override
	public void make(int concurrency, long[] nanos) {
		Flux.range(0, nanos.length).flatMap((i) -> timed(nanos, i), concurrency, 1).blockLast();
	}

	private Mono<?> timed(long[] nanos, int i) {
		long start = System.nanoTime();
		return this.call.get().doOnSuccess((result) -> nanos[i] = System.nanoTime() - start);
	}

}
