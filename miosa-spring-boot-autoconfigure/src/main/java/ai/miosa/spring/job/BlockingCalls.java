package ai.miosa.spring.job;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;

/**
 * Waits for reactive calls.
 */
final class BlockingCalls {

	private BlockingCalls() {
	}

	static <T> T await(String action, Mono<T> call) {
		T result = awaitCompletion(action, call);
		Assert.state(result != null, "The call completed without a result");
		return result;
	}

	/**
	 * Wait for a call that is bounded.
	 * @param action what it does, for messages
	 * @throws IllegalStateException on a thread that must not block
	 */
	static <T> @Nullable T awaitCompletion(String action, Mono<T> call) {
		Assert.state(!Schedulers.isInNonBlockingThread(),
				() -> "The " + action + " blocks, which this thread must not: use ReactiveMiosaJobs");
		try {
			return call.block();
		}
		catch (RuntimeException ex) {
			if (Exceptions.unwrap(ex) instanceof InterruptedException interruption) {
				Thread.currentThread().interrupt();
				throw new MiosaException("The " + action + " was interrupted", null, true, interruption);
			}
			throw ex;
		}
	}

}
