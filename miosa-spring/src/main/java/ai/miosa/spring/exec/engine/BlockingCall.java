package ai.miosa.spring.exec.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;

/**
 * Subscriber that blocks until a call ends. Unlike {@link Mono#block()}, it closes a
 * resource that arrives while the thread is interrupted, such as a session, and it throws
 * the exception of the call itself, with the stack trace of the waiting thread in a
 * suppressed exception.
 *
 * @param <T> the type of the result
 */
public final class BlockingCall<T> extends BaseSubscriber<T> {

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private BlockingCall() {
	}

	/**
	 * Make a call and wait for its result.
	 * @param <T> the type of the result
	 * @param method the method and its class, such as {@code MiosaJob.kill}, for messages
	 * @param computerId the computer that is addressed, or {@code null} if there is none
	 * or more than one
	 * @param call the call, which must end on its own
	 * @return the result. If the thread is interrupted as it arrives, the interrupt flag
	 * is set
	 * @throws IllegalStateException on a thread that must not block
	 */
	public static <T> T await(String method, @Nullable String computerId, Mono<T> call) {
		Assert.state(!Schedulers.isInNonBlockingThread(),
				() -> method + " blocks, which is not allowed on this thread; use the reactive form");
		BlockingCall<T> subscriber = call.contextCapture().subscribeWith(new BlockingCall<>());
		try {
			return subscriber.result.get();
		}
		catch (ExecutionException ex) {
			throw failure(method, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return subscriber.abandon(method, new MiosaException(method + " was interrupted", computerId, true, ex));
		}
	}

	/**
	 * Cancel the call, unless the result has just arrived.
	 */
	private T abandon(String method, MiosaException interruption) {
		cancel();
		this.result.completeExceptionally(interruption);
		try {
			return this.result.join();
		}
		catch (CompletionException ex) {
			throw failure(method, ex);
		}
	}

	/**
	 * Return the failure of a call. Its own stack trace is kept, because other threads
	 * may wait for the same failure.
	 */
	private static RuntimeException failure(String method, Exception wrapper) {
		RuntimeException failure = Exceptions.propagate((wrapper.getCause() != null) ? wrapper.getCause() : wrapper);
		failure.addSuppressed(new Exception(method + " was called here"));
		return failure;
	}

	@Override
	protected void hookOnNext(T value) {
		if (!this.result.complete(value) && value instanceof AutoCloseable resource) {
			try {
				resource.close();
			}
			catch (Exception ex) {
				throw Exceptions.propagate(ex);
			}
		}
	}

	@Override
	protected void hookOnError(Throwable failure) {
		this.result.completeExceptionally(failure);
	}

	@Override
	protected void hookOnComplete() {
		this.result.completeExceptionally(new IllegalStateException("The call completed without a result"));
	}

}
