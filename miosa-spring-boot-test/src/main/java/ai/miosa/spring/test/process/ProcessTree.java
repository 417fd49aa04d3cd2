package ai.miosa.spring.test.process;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Processes that descend from one or more roots. Without {@code /proc} they are the
 * descendants of the roots.
 */
final class ProcessTree {

	private static final int ROUNDS = 500;

	private static final int MISSES = 4;

	private final Set<Long> roots;

	private final Predicate<ProcessEntry> sign;

	/**
	 * Describe a tree.
	 * @param roots the first processes; each leads a session where the machine has
	 * {@code setsid}
	 * @param sign identifies a process that has left the sessions and lost its parent
	 */
	ProcessTree(Set<Long> roots, Predicate<ProcessEntry> sign) {
		this.roots = Set.copyOf(roots);
		this.sign = sign;
	}

	// Kill the tree and wait, for at most a second, until no process is left: a
	// process may fork between being found and being killed, and one that bears only
	// the sign is not found while it executes another program.
	void kill() {
		kill(this::pids, MISSES);
	}

	// Kill the processes that have not detached themselves with setsid.
	void killAttached() {
		kill(this::attached, 1);
	}

	private static void kill(Supplier<Set<Long>> found, int maxMisses) {
		int misses = 0;
		for (int round = 0; round < ROUNDS && misses < maxMisses; round++) {
			Set<Long> pids = found.get();
			misses = pids.isEmpty() ? misses + 1 : 0;
			// Parents, which usually have the lower ids, first: none shall report how its
			// child ended
			new TreeSet<>(pids).forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
		}
	}

	// Return the processes of the tree that are running now.
	Set<Long> pids() {
		return find((entry) -> isInSession(entry) || this.sign.test(entry), (parent, child) -> true);
	}

	private Set<Long> attached() {
		return find(this::isInSession, (parent, child) -> parent.session() == child.session());
	}

	private boolean isInSession(ProcessEntry entry) {
		return this.roots.contains(entry.pid()) || this.roots.contains(entry.session());
	}

	private Set<Long> find(Predicate<ProcessEntry> belongs, BiPredicate<ProcessEntry, ProcessEntry> inherits) {
		if (!ProcessEntry.canBeRead()) {
			return descendants();
		}
		Set<ProcessEntry> others = ProcessEntry.all();
		Set<ProcessEntry> tree = others.stream().filter(belongs).collect(Collectors.toCollection(HashSet::new));
		Predicate<ProcessEntry> isChild = (entry) -> tree.stream()
			.anyMatch((parent) -> parent.pid() == entry.parent() && inherits.test(parent, entry));
		while (others.removeAll(tree) && tree.addAll(others.stream().filter(isChild).toList())) {
			// Until there are no more children
		}
		return tree.stream().map(ProcessEntry::pid).collect(Collectors.toSet());
	}

	private Set<Long> descendants() {
		return this.roots.stream()
			.flatMap((root) -> ProcessHandle.of(root).stream())
			.flatMap((root) -> Stream.concat(Stream.of(root), root.descendants()))
			.filter(ProcessHandle::isAlive)
			.map(ProcessHandle::pid)
			.collect(Collectors.toSet());
	}

}
