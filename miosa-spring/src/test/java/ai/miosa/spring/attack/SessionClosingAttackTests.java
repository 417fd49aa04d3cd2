package ai.miosa.spring.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that is closed while its event loops run tasks closes all its connections.
 */
@ParameterizedClass
@EnumSource
class SessionClosingAttackTests {

	/**
	 * Each event loop gets some.
	 */
	private static final int SESSIONS = 8;

	@RegisterExtension
	final Sessions sessions;

	private final CountDownLatch received = new CountDownLatch(SESSIONS);

	private final CountDownLatch unblock = new CountDownLatch(1);

	private final Set<Thread> eventLoops = ConcurrentHashMap.newKeySet();

	private final Set<Thread> blocked = ConcurrentHashMap.newKeySet();

	SessionClosingAttackTests(Transport transport) {
		this.sessions = new Sessions(transport);
	}

	@Test
	@Tag("thorough")
	void connectionsThatAreAboutToCloseAreClosed() throws Exception {
		this.sessions.closing(this.unblock::countDown);
		this.sessions.upgrading((peer) -> {
			peer.nextMessage();
			if (peer.requestLine().contains("args=exit")) {
				peer.exit(0);
			}
			else {
				peer.stdout("output");
			}
			peer.stay();
		});
		List<MiosaSession> blocking = new ArrayList<>();
		List<MiosaSession> exiting = new ArrayList<>();
		for (int i = 0; i < SESSIONS; i++) {
			exiting.add(this.sessions.open(SessionOptions.builder().args("exit").build()));
		}
		for (int i = 0; i < SESSIONS; i++) {
			blocking.add(this.sessions.open(Sessions.STREAMED));
		}
		blocking.forEach(this::blockEventLoopAtTheEnd);
		blocking.forEach((session) -> session.sendStdin("output"));
		assertThat(this.received.await(10, TimeUnit.SECONDS)).isTrue();
		exiting.forEach((session) -> session.sendStdin("exit"));
		exiting.forEach((session) -> session.await(SessionServer.TIMEOUT));
		blocking.forEach(MiosaSession::close);
		await().until(() -> this.blocked.equals(this.eventLoops));
		Thread closing = new Thread(this.sessions.client()::close);
		closing.start();
		await().until(() -> closing.getState() == Thread.State.TIMED_WAITING || !closing.isAlive());
		this.unblock.countDown();
		closing.join();
		await().untilAsserted(() -> assertThat(this.sessions.server().liveConnections()).isZero());
	}

	/**
	 * Wait without a delay: the connections would close by themselves after a second.
	 */
	private static ConditionFactory await() {
		return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1));
	}

	private void blockEventLoopAtTheEnd(MiosaSession session) {
		session.output().subscribe((output) -> {
			this.eventLoops.add(Thread.currentThread());
			this.received.countDown();
		}, (failure) -> {
			this.blocked.add(Thread.currentThread());
			try {
				this.unblock.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
	}

}
