package ai.miosa.spring.session.client;

import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.attack.Repetitions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.OutputMode;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.testsupport.TestCertificate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many sessions: a hundred in each build, a thousand in the thorough one.
 */
@Tag("race")
class MiosaSessionLoadTests {

	private static final int SIZE = 1 << 20;

	private static final int PIECE = 50_000;

	private static final int SESSIONS = Repetitions.of(100);

	private final byte[] data = new byte[SIZE];

	MiosaSessionLoadTests() {
		new Random(1).nextBytes(this.data);
	}

	@Test
	@Tag("thorough")
	void sessionsWithExitAndCloseRightBehindTheOutputLoseNothing() throws Exception {
		String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(this.data));
		AtomicInteger sent = new AtomicInteger();
		ExecutorService users = Executors.newFixedThreadPool(200);
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			for (int at = 0; at < SIZE; at += PIECE) {
				byte[] piece = new byte[Math.min(PIECE, SIZE - at)];
				System.arraycopy(this.data, at, piece, 0, piece.length);
				peer.send(SessionPeer.STDOUT, piece);
			}
			// Before the exit, which ends the session
			sent.incrementAndGet();
			peer.exitAndClose(42);
		}); MiosaSessionClient client = server.client().handshakeTimeout(Duration.ofSeconds(60)).build()) {
			List<Future<String>> sessions = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				int way = i % 4;
				sessions.add(users.submit(() -> digest(client, way)));
			}
			for (Future<String> session : sessions) {
				assertThat(session.get(120, TimeUnit.SECONDS)).isEqualTo(expected);
			}
			assertThat(sent).hasValue(SESSIONS);
		}
		finally {
			users.shutdownNow();
		}
	}

	private static String digest(MiosaSessionClient client, int way) throws Exception {
		MessageDigest digest = MessageDigest.getInstance("SHA-256");
		SessionOptions options = (way != 0) ? SessionOptions.builder().output(OutputMode.STREAMED).build()
				: SessionOptions.builder().outputHandler((output) -> digest.update(output.data())).build();
		try (MiosaSession session = client.open("cmp_1", "ls", options).block(Duration.ofSeconds(60))) {
			switch (way) {
				case 1 -> session.output().doOnNext((output) -> digest.update(output.data())).blockLast();
				case 2 -> {
					digest.update(session.stdout().readAllBytes());
				}
				case 3 -> {
					InputStream stdout = session.stdout();
					Awaitility.await()
						.atMost(Duration.ofSeconds(60))
						.until(() -> session.getInfo().stdoutBytes() > (256 * 1024) - PIECE);
					digest.update(stdout.readAllBytes());
				}
				default -> {
				}
			}
			assertThat(session.await(Duration.ofSeconds(60))).isEqualTo(42);
			return HexFormat.of().formatHex(digest.digest());
		}
	}

	@Test
	@Tag("thorough")
	void threadsReturnToTheBaseline() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().build()) {
			SessionServer.open(client).close();
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> clientThreads().size() <= 6);
			for (int i = 0; i < SESSIONS; i++) {
				SessionServer.open(client).close();
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(90))
				.untilAsserted(() -> assertThat(clientThreads()).hasSizeLessThanOrEqualTo(6));
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(clientThreads()).noneMatch((name) -> name.startsWith("miosa-session")));
	}

	@ParameterizedTest
	@EnumSource
	void idleSessionsUseNoThread(Transport transport) throws Exception {
		try (SessionServer server = SessionServer.start(transport, TestCertificate.ofLoopback(), (peer) -> {
			peer.upgrade("miosa-exec-v1");
			peer.stay();
		}); MiosaSessionClient client = server.client().keepAliveInterval(Duration.ofMillis(500)).build()) {
			SessionServer.open(client);
			int threads = threads();
			List<MiosaSession> sessions = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				sessions.add(SessionServer.open(client));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(threads()).isLessThan(threads + 10));
			assertThat(sessions).noneMatch((session) -> session.exitCode().isDone());
			sessions.forEach(MiosaSession::close);
		}
	}

	/**
	 * Return the number of threads of this JVM, except those of the test server.
	 */
	private static int threads() {
		return (int) Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> !thread.getName().startsWith("test-server-"))
			.count();
	}

	private static List<String> clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("miosa-session"))
			.toList();
	}

}
