package ai.miosa.spring.test.process;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Process of the local computer and all processes that it has started.
 */
public final class RunningCommand {

	private final CompletableFuture<Void> powerOff = new CompletableFuture<>();

	private final Process process;

	private final ProcessTree tree;

	private final Consumer<RunningCommand> onRelease;

	RunningCommand(Process process, String mark, Consumer<RunningCommand> onRelease) {
		this.process = process;
		this.tree = new ProcessTree(Set.of(process.pid()), (entry) -> entry.isMarked(mark));
		this.onRelease = onRelease;
	}

	public Process process() {
		return this.process;
	}

	public long pid() {
		return this.process.pid();
	}

	public Set<Long> pids() {
		return this.tree.pids();
	}

	// Return a future that completes when the process has ended. Process.onExit() would
	// need a free thread of the common pool, all of which an application may block.
	public CompletableFuture<Void> end(Executor executor) {
		return CompletableFuture.runAsync(() -> {
			try {
				this.process.waitFor();
			}
			catch (InterruptedException ex) {
				throw new CompletionException(ex);
			}
		}, executor);
	}

	// Return a future that completes when the machine shuts down, before the process is
	// killed.
	public CompletableFuture<Void> powerOff() {
		return this.powerOff;
	}

	// Kill the process and its session, except processes that have detached themselves
	// with setsid.
	public void kill() {
		this.tree.killAttached();
		release();
	}

	// Remove a process that has ended; its background processes continue to run.
	public void release() {
		this.onRelease.accept(this);
	}

}
