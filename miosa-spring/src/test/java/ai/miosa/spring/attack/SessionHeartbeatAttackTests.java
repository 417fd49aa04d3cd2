package ai.miosa.spring.attack;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetric;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Suspended processes and peers that abuse pings: healthy sessions survive, and dead
 * peers are detected.
 */
class SessionHeartbeatAttackTests {

	private static final int SESSIONS = 100;

	/**
	 * Twice the time after which a session counts as lost.
	 */
	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final int INTERVALS = (int) (2 * SuspendedClient.TIMEOUT.dividedBy(SuspendedClient.INTERVAL));

	private static final int PINGS = 400_000;

	private static final int PING = 125;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	@Test
	@Tag("thorough")
	void processThatWasStoppedForLongerThanTheTimeoutKeepsItsHealthySessions() throws Exception {
		this.sessions.configure((client) -> client.keepAliveInterval(SuspendedClient.INTERVAL));
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		Process client = start(server);
		try (BufferedReader answers = client.inputReader()) {
			assertThat(answers.readLine()).isEqualTo(String.valueOf(SESSIONS));
			List<SessionPeer> peers = new ArrayList<>();
			for (int i = 0; i < SESSIONS; i++) {
				peers.add(server.nextPeer());
			}
			SessionServer.open(this.sessions.client());
			SessionPeer running = server.nextPeer();
			for (int pause = 0; pause < Repetitions.of(1); pause++) {
				signal(client, "STOP");
				int pings = running.pings();
				Awaitility.await().atMost(PATIENCE).until(() -> running.pings() >= pings + INTERVALS);
				signal(client, "CONT");
				int[] before = peers.stream().mapToInt(SessionPeer::pings).toArray();
				Awaitility.await()
					.atMost(PATIENCE)
					.until(() -> IntStream.range(0, SESSIONS)
						.allMatch((i) -> peers.get(i).isGone() || peers.get(i).pings() >= before[i] + 3));
				assertThat(live(client, answers)).isEqualTo(SESSIONS);
			}
			peers.get(0).ignorePings = true;
			assertThat(peers.get(0).awaitGone()).isTrue();
			Awaitility.await().atMost(PATIENCE).until(() -> live(client, answers) == SESSIONS - 1);
		}
		finally {
			client.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
		}
	}

	private static Process start(SessionServer server) throws IOException {
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), SuspendedClient.class.getName(),
				"http://127.0.0.1:" + server.port(), String.valueOf(SESSIONS))
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
	}

	private static void signal(Process process, String signal) throws Exception {
		Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
		assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
		assertThat(kill.exitValue()).isZero();
	}

	private static int live(Process client, BufferedReader answers) throws IOException {
		client.outputWriter().append('\n').flush();
		return Integer.parseInt(answers.readLine());
	}

	@Test
	@Tag("thorough")
	void peerThatFloodsPingsAndNeverReadsAffectsNoOther() throws Exception {
		this.sessions.configure((client) -> client.keepAliveInterval(Duration.ofMillis(50)));
		CountDownLatch flooded = new CountDownLatch(1);
		byte[] pings = pings(1000);
		this.sessions.answering((peer) -> {
			peer.upgradeWithoutReading("miosa-exec-v1");
			for (int i = 0; i < PINGS / 1000; i++) {
				peer.write(pings);
			}
			flooded.countDown();
			while (!peer.isGone()) {
				peer.write(pings);
			}
		});
		SessionServer healthy = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient others = this.sessions.client().mutate().endpoint(healthy.endpoint()).build();
		SessionServer.open(others);
		long memoryBefore = usedMemory();
		MiosaSession flooding = this.sessions.open(SessionOptions.none());
		assertThat(flooded.await(60, TimeUnit.SECONDS)).isTrue();
		assertThat(usedMemory() - memoryBefore).isLessThan(PINGS * PING / 4);
		// As many as there are event loops, so that some share one with the flood
		for (int i = 0; i < 4; i++) {
			SessionServer.open(others);
		}
		for (int i = 0; i < 5; i++) {
			SessionPeer peer = healthy.nextPeer();
			// A busy machine takes seconds to check the peers that share a loop with the
			// flood
			Awaitility.await().atMost(PATIENCE).until(() -> peer.pings() > 3);
		}
		assertThat(flooding.exitCode()).isNotDone();
		flooding.close();
	}

	private static byte[] pings(int count) {
		byte[] ping = SessionPeer.frameBytes(true, 9, new byte[PING]);
		byte[] pings = new byte[count * ping.length];
		for (int i = 0; i < count; i++) {
			System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
		}
		return pings;
	}

	private static long usedMemory() {
		ByteBufAllocatorMetric metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
		return metric.usedDirectMemory() + metric.usedHeapMemory();
	}

}
