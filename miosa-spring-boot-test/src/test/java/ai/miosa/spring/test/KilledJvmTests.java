package ai.miosa.spring.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A JVM that ends without closing its local computer leaves neither processes nor files.
 */
class KilledJvmTests {

	private static final List<String> FILES = List.of("shell", "child", "terminal", "daemon", "hidden", "background",
			"job");

	@Test
	void leavesNothingWhenKilled(@TempDir Path directory) throws Exception {
		assertLeavesNothing("KILL", directory);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "TERM", "INT" })
	void leavesNothingWhenTerminated(String signal, @TempDir Path directory) throws Exception {
		assertLeavesNothing(signal, directory);
	}

	private static void assertLeavesNothing(String signal, Path directory) throws Exception {
		Path ready = directory.resolve("ready");
		// Or INT would end nothing where the build ignores it, as in the background
		Process jvm = new ProcessBuilder("env", "--default-signal",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
				ready.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		try {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(ready));
			Path home = Path.of(Files.readString(ready));
			List<Long> pids = FILES.stream().map((file) -> Processes.awaitPid(home.resolve(file))).toList();
			assertThat(pids).allMatch(Processes::isRunning);
			new ProcessBuilder("kill", "-" + signal, Long.toString(jvm.pid())).start().waitFor();
			assertThat(jvm.waitFor(20, TimeUnit.SECONDS)).isTrue();
			pids.forEach(Processes::awaitDeath);
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !home.getParent().toFile().exists());
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	/**
	 * Starts a local computer with all kinds of processes, and waits to be killed.
	 */
	public static final class Main {

		// A socket that is collected is closed
		private static final List<AutoCloseable> CLIENTS = new ArrayList<>();

		private Main() {
		}

		public static void main(String[] args) throws Exception {
			MiosaLocalComputer computer = MiosaLocalComputer.start();
			ApiClient client = new ApiClient(computer);
			client.bash("(setsid bash -c 'echo $$ > daemon; exec sleep 1000' >/dev/null 2>&1 &)");
			client.bash("env -i setsid bash -c 'echo $$ > hidden; exec sleep 1000' >/dev/null 2>&1 &");
			client.bash("file=$PWD/background; cd /; env -i sleep 1000 >/dev/null 2>&1 & echo $! > $file");
			MiosaEndpoint endpoint = MiosaEndpoint.of(computer.getBaseUrl(), computer.getApiKey(), null);
			ReactiveMiosaExecTemplate.builder(WebClient.builder(), endpoint)
				.build()
				.jobs()
				.job(computer.getComputerId(), "echo $$ >job; exec sleep 1000")
				.start();
			CLIENTS
				.add(client.rawExec("bash -c 'echo $$ > child; exec env -i sleep 1000' & echo $$ > shell; wait", true));
			CLIENTS.add(RawWebSocket.stream(computer, "command", "trap '' HUP; echo $$ > terminal; exec sleep 1000",
					"tty", "true"));
			Path written = Files.writeString(Path.of(args[0] + ".part"), computer.home().toString());
			Files.move(written, Path.of(args[0]), StandardCopyOption.ATOMIC_MOVE);
			System.in.read();
		}

	}

}
