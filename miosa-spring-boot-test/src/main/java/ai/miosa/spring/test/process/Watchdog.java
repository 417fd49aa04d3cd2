package ai.miosa.spring.test.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.springframework.util.StreamUtils;

/**
 * Process that outlives this JVM and cleans up after it: it waits for the end of its
 * standard input, which is closed however the JVM ends.
 */
final class Watchdog implements AutoCloseable {

	private final Process process;

	private final Path directory;

	private Watchdog(Process process, Path directory) {
		this.process = process;
		this.directory = directory;
	}

	/**
	 * Start a watchdog.
	 * @param directory the directory to remove
	 * @param mark the variable in the environment of every process to kill
	 * @param path where to find programs
	 * @return the watchdog
	 * @throws IOException if it could not be started
	 */
	static Watchdog start(Path directory, String mark, String path) throws IOException {
		List<String> command = new ArrayList<>(PlainLauncher.SETSID);
		command.addAll(List.of("bash", "-c", script(), "miosa-local-watchdog", directory.toString(), mark));
		ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile())
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD);
		builder.environment().clear();
		builder.environment().putAll(Map.of("PATH", path, "LC_ALL", "C"));
		return new Watchdog(builder.start(), directory);
	}

	private static String script() throws IOException {
		try (InputStream in = Watchdog.class.getResourceAsStream("watchdog.sh")) {
			return StreamUtils.copyToString(in, StandardCharsets.UTF_8);
		}
	}

	void tell(String change, long session) {
		try {
			OutputStream out = this.process.getOutputStream();
			out.write((change + " " + session + "\n").getBytes(StandardCharsets.US_ASCII));
			out.flush();
		}
		catch (IOException ex) {
			// The watchdog was killed; if the JVM is killed too, nothing cleans up
		}
	}

	/**
	 * Let the watchdog remove what is left, such as directories that are not writable,
	 * and exit. Waits at most 20 seconds.
	 */
	@Override
	public void close() throws IOException {
		if (Files.exists(this.directory)) {
			this.process.getOutputStream().close();
			try {
				this.process.waitFor(20, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		else {
			this.process.destroyForcibly();
		}
	}

}
