package ai.miosa.spring.test.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A running process as {@code /proc} shows it.
 */
record ProcessEntry(Path directory, long pid, long parent, long session, long terminal) {

	private static final Path PROC = Path.of("/proc");

	static boolean canBeRead() {
		return Files.isDirectory(PROC);
	}

	// Return all running processes but this one.
	static Set<ProcessEntry> all() {
		Set<ProcessEntry> entries = new HashSet<>();
		try (DirectoryStream<Path> directories = Files.newDirectoryStream(PROC, "[0-9]*")) {
			for (Path directory : directories) {
				ProcessEntry entry = read(directory);
				if (entry != null && entry.pid() != ProcessHandle.current().pid()) {
					entries.add(entry);
				}
			}
		}
		catch (IOException ex) {
			// Only the processes found so far can be killed
		}
		return entries;
	}

	// Read /proc/<pid>/stat: pid (name) state ppid pgrp session tty. The name may hold
	// blanks and parentheses. A zombie is not running.
	private static @Nullable ProcessEntry read(Path directory) {
		try {
			String stat = Files.readString(directory.resolve("stat"), StandardCharsets.ISO_8859_1);
			String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 6);
			if (fields[0].equals("Z") || fields[0].equals("X")) {
				return null;
			}
			return new ProcessEntry(directory, Long.parseLong(directory.getFileName().toString()),
					Long.parseLong(fields[1]), Long.parseLong(fields[3]), Long.parseLong(fields[4]));
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

	// Return whether a process is a daemon in a directory, rather than the shell of a
	// user in that directory.
	boolean isDaemonIn(Path directory) {
		try {
			return this.terminal == 0 && Files.readSymbolicLink(this.directory.resolve("cwd")).startsWith(directory);
		}
		catch (IOException ex) {
			return false;
		}
	}

}
