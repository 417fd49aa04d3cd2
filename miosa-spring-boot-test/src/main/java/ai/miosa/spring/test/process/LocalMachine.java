package ai.miosa.spring.test.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Environment in which commands run: a private home directory that replaces
 * {@code /home/user}, a minimal environment, and the running processes.
 */
public final class LocalMachine {

	// The homes of computers and sandboxes
	private static final Set<String> HOMES = Set.of("/home/user", "/workspace");

	private static final String MARK = "MIOSA_LOCAL_COMMAND";

	private static final String BOOT_ID_FILE = "MIOSA_BOOT_ID_FILE";

	private final String token = UUID.randomUUID().toString();

	private final AtomicLong commands = new AtomicLong();

	private final ReadWriteLock power = new ReentrantReadWriteLock();

	private final Set<RunningCommand> live = ConcurrentHashMap.newKeySet();

	private final Map<String, String> env;

	private final Path directory;

	private final Path home;

	private final Path jobs;

	private final Path bootId;

	private final Watchdog watchdog;

	private final SessionLedger sessions;

	private boolean closed;

	/**
	 * Start a machine.
	 * @param env the variables of all of its processes
	 */
	public LocalMachine(Map<String, String> env) {
		Host.CURRENT.check();
		this.env = Map.copyOf(env);
		try {
			this.directory = Files.createTempDirectory("miosa-local-computer-").toRealPath();
			this.home = Files.createDirectory(this.directory.resolve("home"));
			this.jobs = this.directory.resolve("jobs");
			this.bootId = writeBootId(this.directory.resolve("boot_id"));
			this.watchdog = Watchdog.start(this.directory, this.token, Host.CURRENT.path());
			this.sessions = new SessionLedger(this.watchdog);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The local computer could not be set up", ex);
		}
	}

	private static Path writeBootId(Path file) throws IOException {
		return Files.writeString(file, UUID.randomUUID() + "\n");
	}

	public Path home() {
		return this.home;
	}

	// Remove everything from the home directory, and the jobs.
	public void removeFiles() {
		try (DirectoryStream<Path> files = Files.newDirectoryStream(this.home)) {
			FileSystemUtils.deleteRecursively(this.jobs);
			for (Path file : files) {
				FileSystemUtils.deleteRecursively(file);
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			throw new IllegalStateException("The files of the local computer could not be removed", ex);
		}
	}

	// Write text to a new file outside the home directory.
	public TemporaryFile writeFile(String text) throws IOException {
		return new TemporaryFile(this.directory, text);
	}

	// Map a working directory of the computer to one of this machine.
	public Path workingDirectory(@Nullable String workingDirectory) throws NotDirectoryException {
		Path path = (workingDirectory != null) ? map(workingDirectory) : this.home;
		if (!Files.isDirectory(path)) {
			throw new NotDirectoryException(path.toString());
		}
		return path;
	}

	private Path map(String path) {
		for (String home : HOMES) {
			if (path.equals(home) || path.startsWith(home + "/")) {
				return this.home.resolve(path.substring(home.length()).replaceFirst("^/+", ""));
			}
		}
		return this.home.resolve(path);
	}

	// Start a process and remember it until it is released.
	public RunningCommand start(Launcher launcher, Map<String, String> env) throws IOException {
		this.power.readLock().lock();
		try {
			if (this.closed) {
				throw new IOException("The local computer is closed");
			}
			String mark = this.token + "/" + this.commands.incrementAndGet() + ".";
			RunningCommand command = new RunningCommand(launcher.launch(environment(env, mark)), mark, this::ended);
			this.live.add(command);
			this.sessions.started(command.pid());
			return command;
		}
		finally {
			this.power.readLock().unlock();
		}
	}

	public boolean isIdle() {
		return this.live.isEmpty();
	}

	private void ended(RunningCommand command) {
		this.live.remove(command);
		this.sessions.ended(command.pid());
	}

	private Map<String, String> environment(Map<String, String> env, String mark) {
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PATH", Host.CURRENT.path());
		environment.put("HOME", this.home.toString());
		environment.put("MIOSA_JOBS_DIRECTORY", this.jobs.toString());
		environment.put("USER", "user");
		environment.put("LANG", "C.UTF-8");
		environment.put(BOOT_ID_FILE, this.bootId.toString());
		environment.putAll(this.env);
		environment.putAll(env);
		environment.put(MARK, mark);
		return environment;
	}

	// Kill all processes and change the boot id. The files are kept.
	public void reboot() {
		try {
			whilePoweredOff(() -> writeBootId(this.bootId));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The boot id could not be changed", ex);
		}
	}

	// Kill all processes and remove the directory.
	public void close() {
		try {
			whilePoweredOff(() -> {
				this.closed = true;
				try (this.watchdog) {
					FileSystemUtils.deleteRecursively(this.directory);
				}
			});
		}
		catch (IOException ex) {
			// What cannot be removed is left to the watchdog
		}
	}

	private void whilePoweredOff(Action action) throws IOException {
		this.power.writeLock().lock();
		try {
			this.live.forEach((command) -> command.powerOff().complete(null));
			new ProcessTree(this.sessions.sessions(),
					(entry) -> entry.isMarked(this.token) || entry.isDaemonIn(this.directory))
				.kill();
			action.run();
		}
		finally {
			this.power.writeLock().unlock();
		}
	}

	/**
	 * Starts a process with the given environment and no other.
	 */
	@FunctionalInterface
	public interface Launcher {

		Process launch(Map<String, String> environment) throws IOException;

	}

	/**
	 * Works on files while nothing runs.
	 */
	@FunctionalInterface
	private interface Action {

		void run() throws IOException;

	}

}
