package ai.miosa.spring.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * User code on virtual threads: it occupies no platform thread while it blocks, and Java
 * 17, which has no virtual threads, rejects the setting.
 */
class SessionVirtualThreadTests {

	private static final int SESSIONS = 300;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	private final CountDownLatch blocked = new CountDownLatch(SESSIONS);

	private final CountDownLatch release = new CountDownLatch(1);

	@Test
	void handlersThatBlockTakeNoThread() throws Exception {
		this.sessions.configure((client) -> client.virtualThreads(true));
		SessionServer server = this.sessions.upgrading((peer) -> {
			peer.stdout("output");
			this.release.await(30, TimeUnit.SECONDS);
			peer.exitAndClose(0);
		});
		if (Runtime.version().feature() < 21) {
			assertThatExceptionOfType(UnsupportedOperationException.class)
				.isThrownBy(() -> this.sessions.client(server))
				.withMessageContaining("irtual");
			return;
		}
		List<MiosaSession> open = new ArrayList<>();
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		SessionOptions blocking = SessionOptions.builder().outputHandler((output) -> block()).build();
		for (int i = 0; i < SESSIONS; i++) {
			open.add(this.sessions.open(blocking));
		}
		assertThat(this.blocked.await(20, TimeUnit.SECONDS)).isTrue();
		assertThat(Thread.getAllStackTraces().keySet())
			.filteredOn((thread) -> thread.getName().startsWith("miosa-session-") && !before.contains(thread))
			.hasSizeLessThan(SESSIONS / 10);
		this.release.countDown();
		for (MiosaSession session : open) {
			assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		}
	}

	private void block() {
		this.blocked.countDown();
		try {
			this.release.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
