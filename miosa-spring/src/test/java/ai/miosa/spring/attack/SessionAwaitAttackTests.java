package ai.miosa.spring.attack;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Flux;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A wait for the exit code takes no longer than its duration, and the session ends
 * completely, even if user code blocks or fails at its end.
 */
class SessionAwaitAttackTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	private final MiosaSessionRegistry registry = new MiosaSessionRegistry();

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void startServer() {
		this.sessions.configure((client) -> client.registry(this.registry));
		this.sessions.upgrading((peer) -> {
			peer.nextMessage();
			peer.exitAndClose(7);
			peer.stay();
		});
		this.sessions.closing(this.release::countDown);
	}

	@Test
	@Tag("thorough")
	void subscriberThatBlocksInItsEnd() throws Exception {
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		subscribe(session.output(), this::block);
		session.sendStdin("exit");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(this.release.getCount()).isOne();
		this.release.countDown();
		assertEndsInFull(session);
	}

	@Test
	void subscriberThatBlocksWhenTheWaitRunsOut() throws Exception {
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		subscribe(session.output(), this::block);
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> session.await(Duration.ofMillis(100)));
		assertThat(this.release.getCount()).isOne();
		this.release.countDown();
		assertEndsInFull(session);
	}

	@Test
	void subscriberThatFailsInItsEnd() throws Exception {
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		subscribe(session.output(), SessionAwaitAttackTests::fail);
		session.sendStdin("exit");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(session.exitCode().get(10, TimeUnit.SECONDS)).isEqualTo(7);
		assertEndsInFull(session);
	}

	@Test
	void subscriberThatFailsWhenTheWaitRunsOut() throws Exception {
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		subscribe(session.output(), SessionAwaitAttackTests::fail);
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> session.await(Duration.ofMillis(100)));
		assertEndsInFull(session);
	}

	@Test
	@Tag("thorough")
	void listenerThatFails() throws Exception {
		MiosaSession session = this.sessions.client().open("cmp_1", "ls", SessionOptions.none(), (code, failure) -> {
			throw new LinkageError("mine");
		}).block(SessionServer.TIMEOUT);
		session.sendStdin("exit");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(7);
		assertThat(session.exitCode().get(10, TimeUnit.SECONDS)).isEqualTo(7);
		assertEndsInFull(session);
	}

	@Test
	@Tag("thorough")
	void continuationThatFailsKeepsNoOtherFromTheExitCode() throws Exception {
		MiosaSession session = this.sessions.open(SessionOptions.none());
		session.exitCode().thenRun(SessionAwaitAttackTests::fail);
		CompletableFuture<Integer> other = session.exitCode();
		session.sendStdin("exit");
		assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo(7);
		assertEndsInFull(session);
	}

	private static void subscribe(Flux<SessionOutput> output, Runnable atTheEnd) {
		output.subscribe((piece) -> {
		}, (failure) -> atTheEnd.run(), atTheEnd);
	}

	private void block() {
		try {
			this.release.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void fail() {
		throw new LinkageError("mine");
	}

	private void assertEndsInFull(MiosaSession session) throws Exception {
		assertThat(this.registry.size()).isZero();
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
		Awaitility.await().until(() -> session.exitCode().isDone());
	}

}
