package ai.miosa.spring.ratelimit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Four JVMs within one rate that a server enforces.
 */
class SharedRateLimitTests {

	private static final int JVMS = 4;

	private static final int COMMANDS = 200;

	/**
	 * The server accepts a burst that is 40 requests larger than that of the bucket,
	 * because that many requests may have a token, be delayed, and arrive together with
	 * later ones.
	 */
	private static final int CONCURRENCY = 40 / JVMS;

	@Test
	@Tag("thorough")
	void noRequestIsRejectedIfRedisHasTheBucket() throws Exception {
		RedisServer redis = new RedisServer();
		redis.start();
		try {
			assertThat(rejections("--test.redis=redis://localhost:" + redis.ports().get(0), CONCURRENCY)).isZero();
		}
		finally {
			redis.stop();
		}
	}

	@Test
	@Tag("scale")
	void noRequestIsRejectedIfPostgreSqlHasTheBucket() throws Exception {
		try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
			try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
				connection.createStatement()
					.execute("CREATE TABLE bucket (id BIGINT PRIMARY KEY, state BYTEA, expires_at BIGINT)");
			}
			assertThat(rejections("--test.postgresql=" + postgres.getJdbcUrl("postgres", "postgres"), CONCURRENCY))
				.isZero();
		}
	}

	@Test
	@Tag("scale")
	void someRequestsAreRejectedIfEachProcessHasItsBucket() throws Exception {
		assertThat(rejections("--test.local=true", COMMANDS)).isPositive();
	}

	/**
	 * Run the commands.
	 * @param store the argument that selects the store
	 * @param concurrency the number of commands that a JVM runs at a time
	 * @return how often a request was rejected
	 */
	private static int rejections(String store, int concurrency) throws IOException {
		List<Process> jvms = new ArrayList<>();
		try (MiosaLocalComputer computer = MiosaLocalComputer.builder().requestsPerMinute(600).start()) {
			for (int i = 0; i < JVMS; i++) {
				jvms.add(launch(computer, store, "--test.concurrency=" + concurrency));
			}
			List<BufferedReader> readers = jvms.stream().map((jvm) -> jvm.inputReader(StandardCharsets.UTF_8)).toList();
			for (BufferedReader reader : readers) {
				readUntil(reader, "ready");
			}
			for (Process jvm : jvms) {
				jvm.outputWriter().append('\n').flush();
			}
			int rejections = 0;
			for (BufferedReader reader : readers) {
				rejections += Integer.parseInt(readUntil(reader, "[0-9]+"));
			}
			return rejections;
		}
		finally {
			jvms.forEach(Process::destroyForcibly);
		}
	}

	private static String readUntil(BufferedReader reader, String pattern) throws IOException {
		String line = reader.readLine();
		while (line != null && !line.matches(pattern)) {
			line = reader.readLine();
		}
		assertThat(line).isNotNull();
		return line;
	}

	private static Process launch(MiosaLocalComputer computer, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
						RateLimitedApplication.class.getName(), "--miosa.base-url=" + computer.getBaseUrl(),
						"--miosa.api-key=" + computer.getApiKey(), "--miosa.rate-limit.requests-per-minute=600",
						"--miosa.rate-limit.store-timeout=30s", "--miosa.retry.max-attempts=100",
						"--test.computer-id=" + computer.getComputerId(), "--test.commands=" + COMMANDS / JVMS));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

}
