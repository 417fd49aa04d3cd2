package ai.miosa.spring.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;

/**
 * Looks at processes from outside.
 */
final class Processes {

	private Processes() {
	}

	/**
	 * Wait until a command has written a pid to a file.
	 */
	static long awaitPid(Path file) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.pollInterval(Duration.ofMillis(10))
			.until(() -> read(file), (pid) -> pid > 0);
	}

	static void awaitDeath(long pid) {
		Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !isRunning(pid));
	}

	/**
	 * A zombie that has not been reaped is not running.
	 */
	static boolean isRunning(long pid) {
		try {
			String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
			return !stat.substring(stat.lastIndexOf(')')).startsWith(") Z");
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Wait until a count is positive and stops growing. On a busy machine, the test may
	 * see less than there will be, but does not fail for that.
	 */
	static long awaitStandstill(Callable<Long> count) {
		AtomicLong before = new AtomicLong();
		return Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.pollInterval(Duration.ofMillis(300))
			.until(count, (now) -> before.getAndSet(now) == now && now > 0);
	}

	private static long read(Path file) throws IOException {
		String content = Files.exists(file) ? Files.readString(file) : "";
		return content.endsWith("\n") ? Long.parseLong(content.strip()) : 0;
	}

}
