package ai.miosa.spring.test.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Finds and kills everything a command has started.
 * <p>
 * On Linux a process belongs to the tree if it is the root or a descendant, is in the
 * root's session, or carries the tree's mark in its environment; so a daemon that has
 * forked twice and left the session is still found. One that has also emptied its
 * environment is not. Without {@code /proc} only descendants are found.
 */
final class ProcessTree {

	private static final Path PROC = Path.of("/proc");

	private static final int ROUNDS = 500;

	private final Set<Long> roots;

	private final String mark;

	ProcessTree(Set<Long> roots, String mark) {
		this.roots = Set.copyOf(roots);
		this.mark = mark;
	}

	// Kill the tree and wait, for a second at most, until nothing of it is left: a
	// process
	// may fork between being found and being killed.
	void kill() {
		for (int round = 0; round < ROUNDS; round++) {
			Set<Long> pids = pids();
			if (pids.isEmpty()) {
				return;
			}
			pids.forEach((pid) -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
		}
	}

	// Return the processes of the tree that are running now.
	Set<Long> pids() {
		if (!Files.isDirectory(PROC)) {
			return descendants();
		}
		Set<ProcessEntry> entries = entries();
		Set<Long> pids = new HashSet<>();
		Predicate<ProcessEntry> belongs = (entry) -> this.roots.contains(entry.pid())
				|| this.roots.contains(entry.session()) || entry.isMarked(this.mark) || pids.contains(entry.parent());
		while (pids.addAll(entries.stream()
			.filter((entry) -> !pids.contains(entry.pid()) && belongs.test(entry))
			.map(ProcessEntry::pid)
			.toList())) {
			entries.removeIf((entry) -> pids.contains(entry.pid()));
		}
		return pids;
	}

	private Set<Long> descendants() {
		Set<Long> pids = new HashSet<>();
		for (long root : this.roots) {
			ProcessHandle.of(root).filter(ProcessHandle::isAlive).ifPresent((handle) -> {
				pids.add(root);
				handle.descendants().filter(ProcessHandle::isAlive).forEach((child) -> pids.add(child.pid()));
			});
		}
		return pids;
	}

	private static Set<ProcessEntry> entries() {
		Set<ProcessEntry> entries = new HashSet<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path directory : directories) {
				ProcessEntry entry = ProcessEntry.read(directory);
				if (entry != null && entry.pid() != ProcessHandle.current().pid()) {
					entries.add(entry);
				}
			}
		}
		catch (IOException ex) {
			// What was found so far is what can be killed
		}
		return entries;
	}

	/**
	 * A running process as {@code /proc} shows it.
	 */
	record ProcessEntry(Path directory, long pid, long parent, long session) {

		// Read /proc/<pid>/stat: pid (name) state ppid pgrp session. The name may hold
		// blanks
		// and parentheses. A zombie runs no more.
		static @Nullable ProcessEntry read(Path directory) {
			try {
				String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
				String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
				if (fields[0].equals("Z") || fields[0].equals("X")) {
					return null;
				}
				return new ProcessEntry(directory, Long.parseLong(directory.getFileName().toString()),
						Long.parseLong(fields[1]), Long.parseLong(fields[3]));
			}
			catch (IOException | RuntimeException ex) {
				return null;
			}
		}

		boolean isMarked(String mark) {
			try {
				return Files.readString(this.directory.resolve("environ"), StandardCharsets.ISO_8859_1).contains(mark);
			}
			catch (IOException ex) {
				return false;
			}
		}

	}

}
