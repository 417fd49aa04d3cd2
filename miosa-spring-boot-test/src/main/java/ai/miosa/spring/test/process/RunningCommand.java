package ai.miosa.spring.test.process;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A process of the local computer together with everything it has started.
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

	// Return what completes when the machine goes down, before the process is killed.
	public CompletableFuture<Void> powerOff() {
		return this.powerOff;
	}

	// Kill the process and its session; what has detached itself with setsid lives on.
	public void kill() {
		this.tree.killAttached();
		release();
	}

	// Forget a process that has ended; what it left in the background lives on.
	public void release() {
		this.onRelease.accept(this);
	}

}
