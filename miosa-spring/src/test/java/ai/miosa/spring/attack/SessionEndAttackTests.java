package ai.miosa.spring.attack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Everything that can end a session, at the same time or from user code.
 */
class SessionEndAttackTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void exitThatMeetsAnotherEndIsReportedTheSameToEveryone(End end) throws Exception {
		this.sessions.upgrading((peer) -> {
			peer.stdout("output");
			peer.nextMessage();
			peer.exitAndClose(7);
			peer.stay();
		});
		for (int i = 0; i < Repetitions.of(20); i++) {
			AtomicInteger continuations = new AtomicInteger();
			MiosaSession session = SessionServer.open(this.sessions.client(), SessionOptions.none());
			session.exitCode().whenComplete((code, failure) -> continuations.incrementAndGet());
			session.sendStdin("go");
			LockSupport.parkNanos(new Random(i).nextInt(400_000));
			catchThrowable(() -> end.action.accept(session));
			Object first = outcome(session);
			assertThat(outcome(session)).isEqualTo(first);
			assertThat(session.getInfo().state())
				.isEqualTo(first.equals(7) ? SessionInfo.State.EXITED : SessionInfo.State.LOST);
			Awaitility.await().untilAsserted(() -> assertThat(continuations).hasValue(1));
		}
		Awaitility.await().untilAsserted(() -> assertThat(this.sessions.server().liveConnections()).isZero());
	}

	private static Object outcome(MiosaSession session) {
		try {
			return session.await(TIMEOUT);
		}
		catch (MiosaException ex) {
			return ex.getMessage();
		}
	}

	@Test
	void manyThreadsThatCloseEndItOnce() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		AtomicInteger ends = new AtomicInteger();
		session.exitCode().whenComplete((code, failure) -> ends.incrementAndGet());
		CountDownLatch start = new CountDownLatch(1);
		List<CompletableFuture<Void>> closing = new CopyOnWriteArrayList<>();
		for (int i = 0; i < 8; i++) {
			closing.add(CompletableFuture.runAsync(() -> {
				awaitUninterruptibly(start);
				session.close();
			}, (task) -> new Thread(task).start()));
		}
		start.countDown();
		for (CompletableFuture<Void> each : closing) {
			each.get(20, TimeUnit.SECONDS);
		}
		assertThat(reason(session)).isEqualTo(Reason.CLOSED);
		Awaitility.await().untilAsserted(() -> assertThat(ends).hasValue(1));
	}

	@Test
	@Tag("thorough")
	void handlerThatOpensAndAwaitsAnotherSessionIsNotBlocked() throws Exception {
		this.sessions.upgrading((peer) -> {
			peer.stdout("output");
			peer.exitAndClose(3);
		});
		MiosaSessionClient client = this.sessions.client();
		CompletableFuture<Integer> inner = new CompletableFuture<>();
		MiosaSession session = this.sessions.open(SessionOptions.builder()
			.outputHandler((output) -> inner.complete(SessionServer.open(client, SessionOptions.none()).await(TIMEOUT)))
			.build());
		assertThat(session.await(TIMEOUT)).isEqualTo(3);
		assertThat(inner).isCompletedWithValue(3);
	}

	@Test
	void continuationThatOpensAnotherSessionIsNotBlocked() throws Exception {
		this.sessions.upgrading((peer) -> peer.exitAndClose(4));
		MiosaSessionClient client = this.sessions.client();
		MiosaSession session = this.sessions.open(SessionOptions.none());
		assertThat(session.exitCode()
			.thenApply((code) -> code + SessionServer.open(client, SessionOptions.none()).await(TIMEOUT)))
			.succeedsWithin(TIMEOUT)
			.isEqualTo(8);
	}

	@ParameterizedTest
	@EnumSource
	void userCodeMayCloseTheClientOrStopTheRegistry(UserCode userCode) throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		this.sessions.configure((builder) -> builder.registry(registry));
		this.sessions.upgrading((peer) -> {
			peer.stdout("output");
			peer.stay();
		});
		MiosaSessionClient client = this.sessions.client();
		CompletableFuture<Void> done = new CompletableFuture<>();
		MiosaSession session = this.sessions.open(userCode.options(() -> {
			if (userCode == UserCode.REGISTRY) {
				registry.stop();
			}
			else {
				client.close();
			}
			done.complete(null);
		}));
		assertThat(done).succeedsWithin(TIMEOUT);
		assertThat(reason(session)).isEqualTo(Reason.CLOSED);
		assertThat(registry.size()).isZero();
		Awaitility.await().untilAsserted(() -> assertThat(this.sessions.server().liveConnections()).isZero());
	}

	@Test
	@Tag("thorough")
	void clientThatIsClosedDoesNotAffectSessionsOfOthers() throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		this.sessions.configure((builder) -> builder.registry(registry));
		SessionServer server = this.sessions.upgrading((peer) -> {
			peer.nextMessage();
			peer.exitAndClose(5);
		});
		MiosaSessionClient other = this.sessions.client(server);
		MiosaSession session = SessionServer.open(this.sessions.client(), SessionOptions.none());
		MiosaSession closed = SessionServer.open(other, SessionOptions.none());
		other.close();
		assertThat(reason(closed)).isEqualTo(Reason.CLOSED);
		session.sendStdin("go");
		assertThat(session.await(TIMEOUT)).isEqualTo(5);
	}

	@Test
	@Tag("thorough")
	void clientThatIsClosedClosesTheSessionsOfDerivedClients() throws Exception {
		this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		MiosaSessionClient derived = client.mutate().registry(new MiosaSessionRegistry()).build();
		MiosaSession session = SessionServer.open(derived, SessionOptions.none());
		derived.close();
		assertThat(session.getInfo().state()).isEqualTo(SessionInfo.State.OPEN);
		client.close();
		assertThat(reason(session)).isEqualTo(Reason.CLOSED);
	}

	@Test
	void nothingThatFollowsTheExitIsHandled() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch sent = new CountDownLatch(1);
		List<String> handled = new CopyOnWriteArrayList<>();
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("output");
			peer.exit(6);
			peer.stdout("too late");
			peer.exit(7);
			peer.send(0x10, "{\"port\": 80}".getBytes(StandardCharsets.UTF_8));
			peer.close(1000);
			sent.countDown();
			peer.stay();
		}, SessionOptions.builder().outputHandler((output) -> {
			awaitUninterruptibly(release);
			handled.add(new String(output.bytes(), StandardCharsets.UTF_8));
		}).portListener((event) -> handled.add("port")).build());
		awaitUninterruptibly(sent);
		this.sessions.server().nextPeer().awaitGone();
		release.countDown();
		assertThat(session.await(TIMEOUT)).isEqualTo(6);
		assertThat(session.exitCode()).succeedsWithin(TIMEOUT).isEqualTo(6);
		assertThat(handled).containsExactly("output");
	}

	private static Reason reason(MiosaSession session) {
		return ((MiosaSessionLostException) catchThrowable(() -> session.await(TIMEOUT))).getReason();
	}

	private static void awaitUninterruptibly(CountDownLatch latch) {
		try {
			assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The other events that end a session.
	 */
	enum End {

		CLOSE(MiosaSession::close),

		AWAIT((session) -> session.await(Duration.ofNanos(1))),

		CLOSE_BY_TWO((session) -> {
			CompletableFuture<Void> other = CompletableFuture.runAsync(session::close);
			session.close();
			other.join();
		}),

		CLOSE_STDIN_AND_CLOSE((session) -> {
			session.closeStdin();
			session.close();
		}),

		WRITE((session) -> session.sendStdin(new byte[1 << 20]));

		private final Consumer<MiosaSession> action;

		End(Consumer<MiosaSession> action) {
			this.action = action;
		}

	}

	/**
	 * Where user code runs.
	 */
	enum UserCode {

		HANDLER, NON_BLOCKING_HANDLER, REGISTRY;

		SessionOptions options(Runnable code) {
			SessionOutputHandler handler = (output) -> code.run();
			return SessionOptions.builder()
				.outputHandler((this == NON_BLOCKING_HANDLER) ? SessionOutputHandler.nonBlocking(handler) : handler)
				.build();
		}

	}

}
