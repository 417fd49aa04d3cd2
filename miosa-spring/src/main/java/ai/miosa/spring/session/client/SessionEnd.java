package ai.miosa.spring.session.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.output.SessionTurn;

/**
 * The one end of a session, by an exit code or by a failure, and those who wait for it.
 * Safe for use by many threads.
 */
final class SessionEnd {

	private final String computerId;

	private final SessionTurn turn;

	private final Runnable leave;

	private final SessionEndListener listener;

	private final AtomicReference<SessionInfo.State> state = new AtomicReference<>(SessionInfo.State.OPEN);

	/**
	 * Completed before anything of the caller's or the network's runs: nothing but
	 * waiting threads may be attached to it.
	 */
	private final CompletableFuture<Integer> result = new CompletableFuture<>();

	/**
	 * The result for the caller's continuations, completed on the session's turn.
	 */
	private final CompletableFuture<Integer> future = new CompletableFuture<>();

	/**
	 * Create an end.
	 * @param computerId the computer of the session
	 * @param turn where the caller's continuations run
	 * @param leave called once, before those who wait go on
	 * @param listener told of the end before the caller's continuations
	 */
	SessionEnd(String computerId, SessionTurn turn, Runnable leave, SessionEndListener listener) {
		this.computerId = computerId;
		this.turn = turn;
		this.leave = leave;
		this.listener = listener;
	}

	SessionInfo.State getState() {
		return this.state.get();
	}

	/**
	 * End by an exit code.
	 * @return whether this was the end
	 */
	boolean exited(int code) {
		if (!this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.EXITED)) {
			return false;
		}
		this.leave.run();
		return this.result.complete(code);
	}

	/**
	 * End without an exit code.
	 * @return whether this was the end
	 */
	boolean failed(MiosaException failure) {
		if (!this.state.compareAndSet(SessionInfo.State.OPEN, SessionInfo.State.LOST)) {
			return false;
		}
		this.leave.run();
		return this.result.completeExceptionally(failure);
	}

	/**
	 * Tell the listener and the caller's continuations of the end, on the session's turn.
	 */
	void tell() {
		this.turn.execute(() -> this.result.whenComplete((code, failure) -> {
			try {
				this.listener.ended(code, failure);
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
	 * Return the exit code for the caller to continue from.
	 * @return a future of the caller's own
	 */
	CompletableFuture<Integer> future() {
		return this.future.copy();
	}

	/**
	 * Wait for the exit code.
	 * @throws TimeoutException if the session has not ended in time
	 */
	int await(Duration timeout) throws TimeoutException {
		Assert.state(!this.turn.isCurrent(), "An output handler or continuation cannot wait for its own session");
		Assert.state(!Schedulers.isInNonBlockingThread(),
				"await() would block a thread that must not block: use exitCode()");
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
	 * @return the exit code, or {@code null} if it goes on
	 */
	@Nullable Integer exitCodeNow() {
		return this.result.isDone() ? exitCode() : null;
	}

	/**
	 * Return the exit code of the session, which is about to end at the latest.
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
