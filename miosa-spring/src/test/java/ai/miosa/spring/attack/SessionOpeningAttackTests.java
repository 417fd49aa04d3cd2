package ai.miosa.spring.attack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.client.MiosaSessionClient;
import ai.miosa.spring.session.client.MiosaSessionRegistry;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cancelling the opening of a session leaves no session and no command.
 */
@Tag("race")
class SessionOpeningAttackTests {

	private static final int USERS = 16;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WS);

	private final MiosaSessionRegistry registry = new MiosaSessionRegistry();

	private final ExecutorService users = Executors.newFixedThreadPool(USERS);

	private MiosaSessionClient client;

	@BeforeEach
	void startServer() {
		this.sessions.upgrading(SessionPeer::stay);
		this.sessions.configure((builder) -> builder.registry(this.registry));
		this.client = this.sessions.client();
		this.sessions.closing(this.users::shutdownNow);
	}

	@Test
	@Tag("thorough")
	void disposed() throws Exception {
		attack(Repetitions.of(320), (random) -> {
			Disposable opening = this.client.open("cmp_1", "ls", SessionOptions.none()).subscribe(MiosaSession::close);
			pause(random);
			opening.dispose();
		});
	}

	@Test
	void timedOut() throws Exception {
		attack(Repetitions.of(60),
				(random) -> this.client.open("cmp_1", "ls", SessionOptions.none())
					.timeout(Duration.ofNanos(1 + random.nextInt(5_000_000)))
					.subscribe(MiosaSession::close, (failure) -> {
					}));
	}

	@Test
	@Tag("thorough")
	void interrupted() throws Exception {
		attack(Repetitions.of(60), (random) -> {
			Thread user = Thread.currentThread();
			Future<?> interrupt = this.users.submit(() -> {
				pause(random);
				user.interrupt();
			});
			try (MiosaSession session = this.client.open("cmp_1", "ls", SessionOptions.none())
				.block(SessionServer.TIMEOUT)) {
				assertThat(session).isNotNull();
			}
			catch (RuntimeException ex) {
				// Interrupted, as it has to be
			}
			finally {
				interrupt.cancel(false);
				Thread.interrupted();
			}
		});
	}

	@Test
	@Tag("thorough")
	void handlersThatWaitForTheirOwnSessionBlockNoOther() throws Exception {
		int count = Repetitions.of(64);
		SessionServer server = this.sessions.upgrading((peer) -> {
			peer.stdout("first");
			peer.nextMessage();
			peer.exitAndClose(0);
		});
		MiosaSessionClient client = this.sessions.client().mutate().endpoint(server.endpoint()).build();
		ExecutorService openers = Executors.newFixedThreadPool(64);
		this.sessions.closing(openers::shutdownNow);
		List<Future<Integer>> exitCodes = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			exitCodes.add(openers.submit(() -> {
				CompletableFuture<MiosaSession> opened = new CompletableFuture<>();
				SessionOptions options = SessionOptions.builder()
					.outputHandler((output) -> opened.orTimeout(20, TimeUnit.SECONDS).join().sendStdin("go"))
					.build();
				opened.complete(SessionServer.open(client, options));
				return opened.join().await(SessionServer.TIMEOUT);
			}));
		}
		for (Future<Integer> exitCode : exitCodes) {
			assertThat(exitCode.get(60, TimeUnit.SECONDS)).isZero();
		}
	}

	@Test
	void clientThatIsClosedDuringTheHandshakeInventsNoExitCode() throws Exception {
		SessionServer server = this.sessions.answering((peer) -> {
			peer.upgrade(null);
			peer.stay();
		});
		for (int i = 0; i < Repetitions.of(15); i++) {
			MiosaSessionClient client = server.client().protocol(SessionProtocol.EXEC_WS).build();
			CompletableFuture<Integer> exitCode = client.open("cmp_1", "ls", SessionOptions.none())
				.flatMap((session) -> Mono.fromFuture(session.exitCode()))
				.toFuture();
			pause(new Random(i));
			client.close();
			assertThat(exitCode).as("run " + i)
				.failsWithin(SessionServer.TIMEOUT)
				.withThrowableOfType(ExecutionException.class);
		}
		Awaitility.await().until(() -> server.liveConnections() == 0);
	}

	private static void pause(Random random) {
		LockSupport.parkNanos(random.nextInt(5_000_000));
	}

	/**
	 * Open sessions at random moments, and count what is left at both ends.
	 */
	private void attack(int count, Attempt attempt) throws Exception {
		List<Future<?>> attempts = new ArrayList<>();
		ExecutorService attackers = Executors.newFixedThreadPool(USERS / 2);
		this.sessions.closing(attackers::shutdownNow);
		for (int i = 0; i < count; i++) {
			Random random = new Random(i);
			attempts.add(attackers.submit(() -> attempt.run(random)));
		}
		for (Future<?> each : attempts) {
			each.get(60, TimeUnit.SECONDS);
		}
		Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
			assertThat(this.registry.size()).isZero();
			assertThat(this.sessions.server().liveConnections()).isZero();
		});
		try (MiosaSession session = SessionServer.open(this.client)) {
			assertThat(this.registry.getSessions()).containsExactly(session);
		}
	}

	/**
	 * Opens a session and abandons it.
	 */
	private interface Attempt {

		void run(Random random);

	}

}
