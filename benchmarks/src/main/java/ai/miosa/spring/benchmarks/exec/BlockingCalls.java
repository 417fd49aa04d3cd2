package ai.miosa.spring.benchmarks.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Calls made by as many threads as there may be calls at a time.
 *
 * @param executor starts the threads
 * @param call makes one call and waits for its result
 */
record BlockingCalls(Executor executor, Callable<?> call) implements Calls {

	@Override
	public void make(int concurrency, long[] nanos) throws Exception {
		AtomicInteger next = new AtomicInteger();
		List<FutureTask<?>> callers = new ArrayList<>();
		for (int i = 0; i < concurrency; i++) {
			FutureTask<?> caller = new FutureTask<>(() -> makeOneByOne(next, nanos), null);
			callers.add(caller);
			this.executor.execute(caller);
		}
		for (FutureTask<?> caller : callers) {
			caller.get();
		}
	}

	private void makeOneByOne(AtomicInteger next, long[] nanos) {
		try {
			for (int i = next.getAndIncrement(); i < nanos.length; i = next.getAndIncrement()) {
				long start = System.nanoTime();
				this.call.call();
				nanos[i] = System.nanoTime() - start;
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
