package ai.miosa.spring.file;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;

/**
 * An operation that runs on a dedicated thread, so that the timeout also bounds streams
 * that block. Whatever completes the result first ends the operation: its session is
 * closed and its thread interrupted.
 *
 * @param <T> the type of the result
 */
final class FileTask<T extends @Nullable Object> {

	private final FileOperation<T> operation;

	private final String computerId;

	private final Duration timeout;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private final Thread thread;

	private volatile @Nullable FileSession session;

	/**
	 * Start an operation.
	 * @param sessions opens its session
	 */
	FileTask(FileOperation<T> operation, String computerId, Duration timeout, Supplier<FileSession> sessions) {
		this.operation = operation;
		this.computerId = computerId;
		this.timeout = timeout;
		this.thread = new Thread(() -> run(sessions), "miosa-file");
		this.thread.setDaemon(true);
		this.result.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((value, failure) -> end());
		this.thread.start();
	}

	private void run(Supplier<FileSession> sessions) {
		try {
			FileSession session = sessions.get();
			this.session = session;
			if (this.result.isDone()) {
				session.close();
				return;
			}
			session.onFailure(this.result::completeExceptionally);
			this.result.complete(this.operation.run(session));
		}
		catch (Throwable ex) {
			this.result.completeExceptionally(ex);
		}
	}

	private void end() {
		FileSession session = this.session;
		if (session != null) {
			session.close();
		}
		if (Thread.currentThread() != this.thread) {
			this.thread.interrupt();
		}
	}

	T await() {
		try {
			return this.result.get();
		}
		catch (ExecutionException ex) {
			throw failure(Objects.requireNonNull(ex.getCause()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.result.completeExceptionally(new MiosaException("Interrupted while trying to " + description(),
					this.computerId, this.operation.changes(), ex));
			return join();
		}
	}

	// The result may have arrived at the last moment
	private T join() {
		try {
			return this.result.join();
		}
		catch (CompletionException ex) {
			throw failure(Objects.requireNonNull(ex.getCause()));
		}
	}

	/**
	 * Return the future result. A cancellation ends the operation.
	 */
	Mono<T> mono() {
		return Mono.fromFuture(this.result).onErrorMap(TimeoutException.class, this::timedOut);
	}

	private RuntimeException failure(Throwable failure) {
		if (failure instanceof TimeoutException) {
			return timedOut(failure);
		}
		if (failure instanceof Error error) {
			throw error;
		}
		RuntimeException exception = (RuntimeException) failure;
		exception.addSuppressed(new Throwable("The thread that waited"));
		return exception;
	}

	private MiosaTimeoutException timedOut(Throwable timeout) {
		return new MiosaTimeoutException("Failed to " + description() + " within " + this.timeout, this.computerId,
				this.operation.changes(), null);
	}

	private String description() {
		return this.operation.action() + " '" + MiosaFileException.printable(this.operation.path()) + "'";
	}

}
