package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gigabytes through a session in a JVM of 64 megabytes.
 */
@Tag("thorough")
class MiosaSessionMemoryTests {

	private static final int CHUNK = 64 * 1024;

	private static final long TOTAL = 1L << 30;

	@Timeout(300)
	@ParameterizedTest
	@ValueSource(strings = { "fast", "slow" })
	void oneGigabyteInEachWayOfReading(String consumer) throws Exception {
		byte[] frame = SessionPeer.frameBytes(true, 2, SessionPeer.message(SessionPeer.STDOUT, new byte[CHUNK]));
		readInLittleMemory((peer) -> {
			for (long sent = 0; sent < TOTAL; sent += CHUNK) {
				peer.write(frame);
			}
			peer.exitAndClose(0);
		}, consumer, TOTAL);
	}

	private static void readInLittleMemory(SessionServer.Script script, String consumer, long total) throws Exception {
		try (SessionServer server = SessionServer.upgrading(script)) {
			Process probe = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xmx64m", "-XX:MaxDirectMemorySize=32m", "-cp", System.getProperty("java.class.path"),
					MemoryProbe.class.getName(), "http://127.0.0.1:" + server.port(), consumer, String.valueOf(total))
				.redirectErrorStream(true)
				.start();
			String output = new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(probe.waitFor(10, TimeUnit.SECONDS)).isTrue();
			assertThat(probe.exitValue()).as(output).isZero();
		}
	}

}
