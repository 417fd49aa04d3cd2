package ai.miosa.spring.test.process;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Records the process sessions of commands: a session whose leader has ended may still
 * have members in the background. The watchdog is notified of every change.
 */
final class SessionLedger {

	private static final int MAX_ENDED = 1000;

	private final Set<Long> running = new HashSet<>();

	private final Set<Long> ended = new HashSet<>();

	private final Watchdog watchdog;

	SessionLedger(Watchdog watchdog) {
		this.watchdog = watchdog;
	}

	synchronized void started(long pid) {
		this.ended.remove(pid);
		this.running.add(pid);
		this.watchdog.tell("started", pid);
	}

	synchronized void ended(long pid) {
		if (this.running.remove(pid)) {
			this.ended.add(pid);
			this.watchdog.tell("ended", pid);
		}
		if (this.ended.size() > MAX_ENDED) {
			forgetEmptySessions();
		}
	}

	private void forgetEmptySessions() {
		Set<Long> sessions = ProcessEntry.all().stream().map(ProcessEntry::session).collect(Collectors.toSet());
		Set<Long> empty = new HashSet<>(this.ended);
		empty.removeAll(sessions);
		this.ended.removeAll(empty);
		empty.forEach((pid) -> this.watchdog.tell("forget", pid));
	}

	// Return the remaining sessions. If the pid of an ended leader is alive again, it was
	// reused by an unrelated process.
	synchronized Set<Long> sessions() {
		Set<Long> sessions = new HashSet<>(this.running);
		this.ended.stream().filter((pid) -> ProcessHandle.of(pid).isEmpty()).forEach(sessions::add);
		return sessions;
	}

}
