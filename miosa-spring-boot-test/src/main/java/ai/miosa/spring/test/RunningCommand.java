package ai.miosa.spring.test;

import java.util.Set;
import java.util.function.LongConsumer;

/**
 * A process of the local computer together with everything it has started.
 */
final class RunningCommand {

	private final Process process;

	private final ProcessTree tree;

	private final LongConsumer release;

	RunningCommand(Process process, String mark, LongConsumer release) {
		this.process = process;
		this.tree = new ProcessTree(Set.of(process.pid()), mark);
		this.release = release;
	}

	Process process() {
		return this.process;
	}

	long pid() {
		return this.process.pid();
	}

	Set<Long> pids() {
		return this.tree.pids();
	}

	// Kill the whole tree and forget it.
	void kill() {
		this.tree.kill();
		release();
	}

	// Forget a process that has ended; what it left in the background lives on until the
	// local computer is closed, as on a real one.
	void release() {
		this.release.accept(pid());
	}

}
