package ai.miosa.spring.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The processes of a local computer have default signal dispositions and no blocked
 * signals, even if this JVM was started by a program that ignores signals, as
 * {@code nohup} does.
 */
class InheritedSignalsTests {

	@Test
	@Tag("thorough")
	void processesInheritNeitherIgnoredNorBlockedSignals(@TempDir Path directory) throws Exception {
		Path report = directory.resolve("report");
		Process jvm = new ProcessBuilder("bash", "-c", "trap '' HUP INT QUIT PIPE; exec \"$@\"", "bash",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Main.class.getName(),
				report.toString())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("log").toFile())
			.start();
		try {
			assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(report).content().isEqualTo("""
					exec 0 0
					commands 0 0
					pipes 0 0
					terminal 0 0
					python [True, True, True] set()
					HUP 129 129 129
					INT 130 130 130
					PIPE 141 141 141
					""");
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	/**
	 * Reports what each kind of process has inherited, and how it ends when it kills
	 * itself.
	 */
	public static final class Main {

		// Read by grep, since bash ignores SIGQUIT. The C library owns signals 32 and 33
		private static final String STATUS = """
				grep -E '^Sig(Blk|Ign)' /proc/self/status | while read -r name value; do
					printf ' %x' $((0x$value & ~0x180000000))
				done
				""";

		// Python itself ignores SIGPIPE
		private static final String PYTHON = """
				from signal import *
				print([getsignal(number) != SIG_IGN for number in (SIGHUP, SIGINT, SIGQUIT)],
				      pthread_sigmask(SIG_BLOCK, []), end='')
				""";

		private Main() {
		}

		public static void main(String[] args) throws Exception {
			StringBuilder report = new StringBuilder();
			try (MiosaLocalComputer computer = MiosaLocalComputer.start()) {
				ApiClient client = new ApiClient(computer);
				add(report, "exec", client.bash(STATUS).path("stdout").asString());
				add(report, "commands",
						ApiClient.json(client.exec("/commands", ApiClient.body("command", STATUS, Map.of())))
							.findValue("stdout")
							.asString());
				add(report, "pipes", session(computer, STATUS, false).stdout());
				add(report, "terminal", session(computer, STATUS, true).stdout());
				add(report, "python", " " + client.python(PYTHON).path("stdout").asString());
				for (String signal : List.of("HUP", "INT", "PIPE")) {
					String kill = "kill -" + signal + " $$";
					add(report, signal,
							" " + client.bash(kill).path("exit_code").asInt() + " "
									+ session(computer, kill, false).exitCode() + " "
									+ session(computer, kill, true).exitCode());
				}
			}
			Files.writeString(Path.of(args[0]), report);
		}

		private static RawWebSocket.Outcome session(MiosaLocalComputer computer, String command, boolean tty)
				throws Exception {
			try (RawWebSocket socket = RawWebSocket.stream(computer, "command", command, "tty",
					Boolean.toString(tty))) {
				return socket.outcome();
			}
		}

		private static void add(StringBuilder report, String kind, String result) {
			report.append(kind).append(result).append('\n');
		}

	}

}
