package ai.miosa.spring.session.output;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * One session's turn of an executor: the caller's code runs here in order and one at a
 * time, and a session for which nothing is to be run has no thread.
 */
public final class SessionTurn {

	private final Executor executor;

	private final Queue<Runnable> tasks = new ArrayDeque<>(0);

	private boolean running;

	private volatile @Nullable Thread thread;

	/**
	 * Create a turn.
	 * @param executor the executor, which takes each task without blocking and without
	 * limit
	 */
	public SessionTurn(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Run a task after those before it. Does not block.
	 * @param task the task, which reports its failures itself
	 */
	public void execute(Runnable task) {
		synchronized (this.tasks) {
			this.tasks.add(task);
			if (this.running) {
				return;
			}
			this.running = true;
		}
		this.executor.execute(this::run);
	}

	private void run() {
		this.thread = Thread.currentThread();
		for (Runnable task = next(); task != null; task = next()) {
			task.run();
		}
	}

	private @Nullable Runnable next() {
		synchronized (this.tasks) {
			Runnable task = this.tasks.poll();
			if (task == null) {
				this.thread = null;
				this.running = false;
			}
			return task;
		}
	}

	/**
	 * Return whether this thread has the turn, so that it cannot wait for what runs after
	 * it.
	 * @return whether the current thread runs one of the tasks
	 */
	public boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

}
