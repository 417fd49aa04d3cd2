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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application in a JVM of its own, on local computers.
 */
class FleetTests {

	private final MiosaLocalComputer local = MiosaLocalComputer.start();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.local.close();
	}

	@Test
	void commandsRunAndResultsAreWritten() throws Exception {
		Fleet.write(this.directory, this.local, 2, 6, "echo ran >>runs-%d");
		assertThat(launch(List.of()).waitFor()).isZero();
		assertRanOnce(6);
	}

	@Test
	@Tag("thorough")
	void killedTenTimesEachCommandRunsOnce() throws Exception {
		Fleet.write(this.directory, this.local, 20, 200, "echo ran >>runs-%d; sleep 0.$((RANDOM %% 10))");
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			List<String> arguments = List.of("--spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
					"--fleet.chunk-size=20");
			Random random = new Random(25);
			for (int kills = 0; kills < 10;) {
				Process process = launch(arguments);
				if (process.waitFor(random.nextInt(2000, 9000), TimeUnit.MILLISECONDS)) {
					// Nothing is left to kill
					assertThat(process.exitValue()).isZero();
					break;
				}
				process.destroyForcibly().waitFor();
				kills++;
			}
			assertThat(launch(arguments).waitFor()).isZero();
		}
		assertRanOnce(200);
	}

	private void assertRanOnce(int commands) throws IOException {
		List<String> results = Files.readAllLines(this.directory.resolve("results.csv"));
		assertThat(results).hasSize(1 + commands);
		assertThat(new HashSet<>(results)).hasSize(1 + commands);
		for (int i = 0; i < commands; i++) {
			assertThat(results).contains(i + ",computer-" + i % ((commands > 20) ? 20 : 2) + ",EXITED,0,0,0");
			assertThat(this.local.home().resolve("runs-" + i)).hasContent("ran");
		}
	}

	private Process launch(List<String> more) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						FleetApplication.class.getName(), "--fleet.directory=" + this.directory,
						"--miosa.base-url=" + this.local.getBaseUrl(), "--miosa.api-key=" + this.local.getApiKey(),
						"--miosa.rate-limit.requests-per-minute=6000", "--fleet.timeout=" + Duration.ofMinutes(5)));
		command.addAll(more);
		File log = this.directory.resolve("fleet.log").toFile();
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log))
			.start();
	}

}
