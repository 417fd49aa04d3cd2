package ai.miosa.spring.test.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The place commands run in: a private home directory that stands in for
 * {@code /home/user}, a minimal environment, and the processes that are alive in it.
 */
public final class LocalMachine {

	private static final String HOME = "/home/user";

	private static final String MARK = "MIOSA_LOCAL_COMMAND";

	private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	private final String token = UUID.randomUUID().toString();

	private final AtomicLong commands = new AtomicLong();

	private final Set<Long> live = ConcurrentHashMap.newKeySet();

	private final Path directory;

	private final Path home;

	private volatile boolean closed;

	public LocalMachine() {
		try {
			this.directory = Files.createTempDirectory("miosa-local-computer-").toRealPath();
			this.home = Files.createDirectory(this.directory.resolve("home"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("The home directory could not be made", ex);
		}
	}

	public Path home() {
		return this.home;
	}

	// Write code to a file of its own, outside the home directory.
	public Path writeScript(String code) throws IOException {
		Path script = Files.createTempFile(this.directory, "code-", ".py");
		return Files.writeString(script, code);
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
		if (path.equals(HOME) || path.startsWith(HOME + "/")) {
			return this.home.resolve(path.substring(HOME.length()).replaceFirst("^/+", ""));
		}
		return this.home.resolve(path);
	}

	// Start a process and remember it until it is released.
	public RunningCommand start(Launcher launcher, Map<String, String> env) throws IOException {
		String mark = this.token + "/" + this.commands.incrementAndGet() + ".";
		Map<String, String> environment = new LinkedHashMap<>();
		environment.put("PATH", System.getenv().getOrDefault("PATH", DEFAULT_PATH));
		environment.put("HOME", this.home.toString());
		environment.put("USER", "user");
		environment.put("LANG", "C.UTF-8");
		environment.putAll(env);
		environment.put(MARK, mark);
		RunningCommand command = new RunningCommand(launcher.launch(environment), mark, this.live::remove);
		this.live.add(command.pid());
		if (this.closed) {
			command.kill();
			throw new IOException("The local computer is closed");
		}
		return command;
	}

	// Kill everything that was started here, background processes included, and remove
	// the
	// home directory.
	public void close() {
		this.closed = true;
		new ProcessTree(new HashSet<>(this.live), this.token).kill();
		try {
			FileSystemUtils.deleteRecursively(this.directory);
		}
		catch (IOException ex) {
			// A file that cannot be removed is in the system's temporary directory
		}
	}

	/**
	 * Starts a process with the given environment and no other.
	 */
	@FunctionalInterface
	public interface Launcher {

		Process launch(Map<String, String> environment) throws IOException;

	}

}
