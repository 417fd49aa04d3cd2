package ai.miosa.spring.benchmarks.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ways of making a number of calls at a time: one subscriber to all, or a thread for
 * each.
 */
enum Caller {

	REACTIVE,

	PLATFORM_THREADS,

	VIRTUAL_THREADS;

	private static final Executor PLATFORM = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		return thread;
	});

	void call(Calls calls, int count, int concurrency) {
		if (this == REACTIVE) {
			Flux.range(0, count).flatMap((i) -> calls.reactive(), concurrency).blockLast();
			return;
		}
		Executor executor = (this == PLATFORM_THREADS) ? PLATFORM : new VirtualThreadTaskExecutor();
		List<CompletableFuture<?>> callers = new ArrayList<>();
		for (int i = 0; i < concurrency; i++) {
			callers.add(CompletableFuture.runAsync(() -> {
				for (int j = 0; j < count / concurrency; j++) {
					calls.blocking();
				}
			}, executor));
		}
		callers.forEach(CompletableFuture::join);
	}

	/**
	 * Makes one call.
	 */
	interface Calls {

		Mono<?> reactive();

		Object blocking();

	}

}
