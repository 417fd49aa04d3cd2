package ai.miosa.spring.session.output;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one at a time, in order, on a shared executor. Uses no thread while idle.
 */
public final class SerialExecutor implements Executor {

	private final Executor executor;

	private final Queue<Runnable> tasks = new ArrayDeque<>(0);

	private boolean running;

	private volatile @Nullable Thread thread;

	/**
	 * Create an executor.
	 * @param executor the shared executor, which neither blocks nor rejects a task
	 */
	public SerialExecutor(Executor executor) {
		this.executor = executor;
	}

	/**
	 * Run a task after those before it. Does not block.
	 * @param task the task, which handles its own failures
	 */
	@Override
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
	 * Return whether the current thread runs one of the tasks, so that it must not wait
	 * for a later one.
	 * @return whether this executor runs on the current thread
	 */
	public boolean isCurrent() {
		return this.thread == Thread.currentThread();
	}

}
