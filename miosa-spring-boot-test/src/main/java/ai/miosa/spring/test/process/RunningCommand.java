package ai.miosa.spring.test.process;

import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A process of the local computer together with everything it has started.
 */
public final class RunningCommand {

	private final Process process;

	private final ProcessTree tree;

	private final LongConsumer release;

	public RunningCommand(Process process, String mark, LongConsumer release) {
		this.process = process;
		this.tree = new ProcessTree(Set.of(process.pid()), mark);
		this.release = release;
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

	// Kill the whole tree and forget it.
	public void kill() {
		this.tree.kill();
		release();
	}

	// Forget a process that has ended; what it left in the background lives on until the
	// local computer is closed, as on a real one.
	public void release() {
		this.release.accept(pid());
	}

}
