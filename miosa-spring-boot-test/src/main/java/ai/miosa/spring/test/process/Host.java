package ai.miosa.spring.test.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The machine that runs this JVM.
 *
 * @param osName the name of its operating system
 * @param path the directories of its programs
 */
public record Host(String osName, String path) {

	private static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

	/** This machine. */
	public static final Host CURRENT = new Host(System.getProperty("os.name"),
			System.getenv().getOrDefault("PATH", DEFAULT_PATH));

	public boolean hasProgram(String name) {
		return Arrays.stream(this.path.split(File.pathSeparator))
			.anyMatch((directory) -> !directory.isEmpty() && Files.isExecutable(Path.of(directory, name)));
	}

	/**
	 * Check that a local computer can run here.
	 * @throws IllegalStateException if it cannot; the message says how to fix it
	 */
	void check() {
		if (this.osName.startsWith("Windows")) {
			throw new IllegalStateException(
					"The local computer needs bash and pseudo-terminals as on Linux and macOS: run it inside WSL");
		}
		if (!hasProgram("bash")) {
			throw new IllegalStateException(
					"The local computer needs bash, which is not on the PATH: install it, or add its directory");
		}
	}

}
