package ai.miosa.samples.fleet;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * The application in a separate JVM, on local computers.
 */
class FleetTests {

	private static final String RUN = "echo ran >>runs-%d; sleep 0.$((RANDOM %% 10))";

	private static final String RUN_UNTIL_GO = "echo ran >>runs-%d; until [[ -e go ]]; do sleep 0.1; done";

	private static final int COMPUTERS = 5;

	private final MiosaLocalComputer local = MiosaLocalComputer.start();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.local.close();
	}

	@Test
	void commandsRunAndResultsAreWritten() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 10, "echo ran >>runs-%d");
		assertEndsWith(0, launch(List.of()));
		assertRanOnce(10);
		assertThat(this.directory.resolve("fleet.log")).content()
			.contains("with " + this.local.requests() + " requests");
	}

	@Test
	@Tag("thorough")
	void killedTenTimesEachCommandRunsOnce() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 150, RUN);
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			List<String> arguments = List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"--fleet.chunk-size=10");
			Random random = new Random(25);
			for (int kills = 0; kills < 10;) {
				Process process = launch(arguments);
				if (process.waitFor(random.nextInt(2000, 7000), TimeUnit.MILLISECONDS)) {
					// Nothing is left to kill
					assertThat(process.exitValue()).isZero();
					break;
				}
				process.destroyForcibly().waitFor();
				kills++;
			}
			assertEndsWith(0, launch(arguments));
		}
		assertRanOnce(150);
	}

	@Test
	@Tag("thorough")
	void terminatedItContinues() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 40, RUN);
		for (int ends = 0; ends < 3; ends++) {
			Process process = launch(List.of("--fleet.chunk-size=10"));
			if (!process.waitFor(4 + ends, TimeUnit.SECONDS)) {
				process.destroy();
			}
			process.waitFor();
		}
		assertEndsWith(0, launch(List.of("--fleet.chunk-size=10")));
		assertRanOnce(40);
	}

	@Test
	@Tag("thorough")
	void pausedItContinues() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 40, RUN);
		Process process = launch(List.of("--fleet.chunk-size=10"));
		awaitRun();
		signal(process, "STOP");
		assertThat(process.waitFor(3, TimeUnit.SECONDS)).isFalse();
		signal(process, "CONT");
		assertEndsWith(0, process);
		assertRanOnce(40);
	}

	@Test
	@Tag("thorough")
	void databaseThatGoesAwayEndsItAndItContinues() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 40, RUN);
		Path data = this.directory.resolve("data");
		List<String> arguments;
		Process process;
		int port;
		try (EmbeddedPostgres postgres = postgres(data, 0)) {
			port = postgres.getPort();
			arguments = List.of(
					"--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres") + "&loginTimeout=60",
					"--spring.datasource.hikari.connection-timeout=2000", "--fleet.chunk-size=10");
			process = launch(arguments);
			awaitRun();
		}
		assertEndsWith(1, process);
		assertEndsWith(1, launch(arguments));
		EmbeddedPostgres restarted = postgres(data, port);
		try (restarted) {
			assertEndsWith(0, launch(arguments));
		}
		assertRanOnce(40);
	}

	private static EmbeddedPostgres postgres(Path data, int port) throws IOException {
		return EmbeddedPostgres.builder().setDataDirectory(data).setCleanDataDirectory(false).setPort(port).start();
	}

	@Test
	@Tag("thorough")
	void twoInstancesDoNotWorkInOneDirectory() throws Exception {
		Fleet.write(this.directory, this.local, COMPUTERS, 40, RUN_UNTIL_GO);
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			List<String> arguments = List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"--fleet.chunk-size=10");
			Process first = launch(arguments);
			awaitRun();
			assertEndsWith(1, launch(arguments));
			Files.createFile(this.local.home().resolve("go"));
			assertEndsWith(0, first);
			assertEndsWith(0, launch(arguments));
		}
		assertThat(this.directory.resolve("fleet.log")).content()
			.contains("Another process works in", "All commands have run");
		assertRanOnce(40);
	}

	@Test
	@Tag("thorough")
	void directoriesMayShareADatabase() throws Exception {
		Path other = this.directory.resolve("other");
		Fleet.write(this.directory, this.local, COMPUTERS, 40, RUN_UNTIL_GO);
		Fleet.write(other, this.local, COMPUTERS, 20, "true %d");
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			List<String> arguments = List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"--fleet.chunk-size=10");
			Process first = launch(arguments);
			awaitRun();
			List<String> others = new ArrayList<>(arguments);
			others.add("--fleet.directory=" + other);
			assertEndsWith(0, launch(others));
			Files.createFile(this.local.home().resolve("go"));
			assertEndsWith(0, first);
		}
		assertRanOnce(40);
	}

	private void assertEndsWith(int exitCode, Process process) throws Exception {
		assertThat(process.waitFor()).as(() -> contentOf(this.directory.resolve("fleet.log").toFile()))
			.isEqualTo(exitCode);
	}

	private void awaitRun() {
		Awaitility.await().atMost(2, TimeUnit.MINUTES).until(() -> Files.exists(this.local.home().resolve("runs-0")));
	}

	private static void signal(Process process, String signal) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor()).isZero();
	}

	private void assertRanOnce(int commands) throws IOException {
		List<String> results = Files.readAllLines(this.directory.resolve("results.csv"));
		assertThat(results).hasSize(1 + commands);
		assertThat(new HashSet<>(results)).hasSize(1 + commands);
		for (int i = 0; i < commands; i++) {
			assertThat(results).contains(i + ",computer-" + i * COMPUTERS / commands + ",EXITED,0,0,0");
			assertThat(this.local.home().resolve("runs-" + i)).hasContent("ran");
		}
	}

	private Process launch(List<String> more) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						FleetApplication.class.getName(), "--miosa.base-url=" + this.local.getBaseUrl(),
						"--miosa.api-key=" + this.local.getApiKey(), "--miosa.rate-limit.requests-per-minute=6000",
						"--fleet.timeout=" + Duration.ofMinutes(5)));
		command.addAll(more);
		if (more.stream().noneMatch((argument) -> argument.startsWith("--fleet.directory="))) {
			command.add("--fleet.directory=" + this.directory);
		}
		File log = this.directory.resolve("fleet.log").toFile();
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
			.start();
	}

}
