package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.output.SerialExecutor;

/**
 * Termination of a session, with an exit code or a failure. Thread-safe.
 */
final class SessionEnd {

	private final String computerId;

	private final SerialExecutor executor;

	private final Runnable unregister;

	private final BiConsumer<@Nullable Integer, @Nullable Throwable> onEnd;

	private final AtomicReference<SessionInfo.State> state = new AtomicReference<>(SessionInfo.State.OPEN);

	/**
	 * Completed before any user code runs, so only waiting threads may depend on it.
	 */
	private final CompletableFuture<Integer> result = new CompletableFuture<>();

	/**
	 * The result for continuations, completed on the session's executor.
	 */
	private final CompletableFuture<Integer> future = new CompletableFuture<>();

	/**
	 * Create the termination of an open session.
	 * @param computerId the computer of the session
	 * @param executor runs the continuations
	 * @param unregister called once, before waiting threads continue
	 * @param onEnd called once, before continuations, with the exit code or the failure
	 */
	SessionEnd(String computerId, SerialExecutor executor, Runnable unregister,
			BiConsumer<@Nullable Integer, @Nullable Throwable> onEnd) {
		this.computerId = computerId;
		this.executor = executor;
		this.unregister = unregister;
		this.onEnd = onEnd;
	}

	String getComputerId() {
		return this.computerId;
	}

	SessionInfo.State getState() {
		return this.state.get();
	}

	boolean isEnded() {
		return getState() != SessionInfo.State.OPEN;
	}

	/**
	 * End with an exit code.
	 * @return whether this ended it
	 */
	boolean exited(int code) {
		if (!this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.EXITED)) {
			return false;
		}
		this.unregister.run();
		return this.result.complete(code);
	}

	/**
	 * End without an exit code.
	 * @return whether this ended it
	 */
	boolean failed(MiosaException failure) {
		if (!this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.LOST)) {
			return false;
		}
		this.unregister.run();
		return this.result.completeExceptionally(failure);
	}

	/**
	 * Report the end and run continuations, on the session's executor.
	 */
	void complete() {
		this.executor.execute(() -> this.result.whenComplete((code, failure) -> {
			try {
				this.onEnd.accept(code, failure);
			}
			finally {
				if (failure != null) {
					this.future.completeExceptionally(failure);
				}
				else {
					this.future.complete(code);
				}
			}
		}));
	}

	/**
	 * Return the exit code for continuations.
	 * @return a separate future
	 */
	CompletableFuture<Integer> future() {
		return this.future.copy();
	}

	/**
	 * Wait for the exit code.
	 * @throws TimeoutException if the session has not ended in time
	 */
	int await(Duration timeout) throws TimeoutException {
		Assert.state(!this.executor.isCurrent(), "An output handler or continuation must not wait for its own session");
		Assert.state(!Schedulers.isInNonBlockingThread(),
				"await() would block a thread that must not block; use exitCode()");
		try {
			return this.result.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
		}
		catch (ExecutionException ex) {
			return exitCode();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new MiosaException("Interrupted while waiting for the command to end", this.computerId, true, ex);
		}
	}

	/**
	 * Return the exit code if the session has ended.
	 * @return the exit code, or {@code null} if it is still open
	 */
	@Nullable Integer exitCodeNow() {
		return this.result.isDone() ? exitCode() : null;
	}

	/**
	 * Return the exit code, waiting for a termination that is already in progress.
	 */
	int exitCode() {
		try {
			return this.result.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

}
