package ai.miosa.spring.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for what a process that has ended left in its pipes. All that the process itself
 * wrote is waited for, however slow machine and client are. But a background process that
 * holds the pipes open must not keep the command from ending, so its output is waited for
 * only while it comes, two seconds and a mebibyte at most.
 */
final class OutputTail {

	private static final int QUIET_MILLIS = 200;

	private static final int MAX_ROUNDS = 10;

	private static final int MAX_BYTES = 1024 * 1024;

	private final CompletableFuture<Void> pumps;

	private final RunningCommand command;

	private final Progress progress;

	OutputTail(CompletableFuture<Void> pumps, RunningCommand command, Progress progress) {
		this.pumps = pumps;
		this.command = command;
		this.progress = progress;
	}

	void await() throws InterruptedException {
		long atExit = this.progress.count();
		int rounds = 0;
		for (long before = -1; rounds < MAX_ROUNDS && this.progress.count() - atExit <= MAX_BYTES;) {
			boolean quiet = this.progress.count() == before && !this.progress.isHeldBack();
			boolean inBackground = before >= 0 && !this.command.pids().isEmpty();
			if (quiet && inBackground) {
				return;
			}
			rounds += (inBackground && !this.progress.isHeldBack()) ? 1 : 0;
			before = this.progress.count();
			if (isDone()) {
				return;
			}
			atExit = inBackground ? atExit : before;
		}
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
	 * How far reading has come.
	 */
	@FunctionalInterface
	interface Progress {

		long count();

		default boolean isHeldBack() {
			return false;
		}

	}

}
