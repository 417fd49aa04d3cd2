package ai.miosa.spring.test.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the output that an ended process left in its pipes. Waits for all output of
 * the process itself, however slow the machine and the client are. A background process
 * that keeps the pipes open must not delay the end of the command: its output is awaited
 * only as long as it keeps arriving, for about two seconds, and up to the amount that the
 * process itself can have left.
 */
public final class OutputTail {

	private static final int QUIET_MILLIS = 200;

	private static final int MAX_ROUNDS = 10;

	private static final int MAX_BYTES = 64 * 1024 * 1024;

	private final CompletableFuture<Void> pumps;

	private final RunningCommand command;

	private final Progress progress;

	public OutputTail(CompletableFuture<Void> pumps, RunningCommand command, Progress progress) {
		this.pumps = pumps;
		this.command = command;
		this.progress = progress;
	}

	public void await() throws InterruptedException {
		long atExit = this.progress.count();
		long before = -1;
		for (int rounds = 0; !isDone();) {
			long now = this.progress.count();
			boolean blocked = this.progress.isBlocked();
			boolean stuck = now == before && !blocked;
			rounds += blocked ? 0 : 1;
			if (now - atExit > MAX_BYTES || ((stuck || rounds > MAX_ROUNDS) && isInBackground())) {
				return;
			}
			before = now;
		}
	}

	private boolean isInBackground() {
		return !this.command.pids().isEmpty();
	}

	private boolean isDone() throws InterruptedException {
		try {
			this.pumps.get(QUIET_MILLIS, TimeUnit.MILLISECONDS);
			return true;
		}
		catch (TimeoutException ex) {
			return false;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Progress of reading.
	 */
	@FunctionalInterface
	public interface Progress {

		long count();

		default boolean isBlocked() {
			return false;
		}

	}

}
