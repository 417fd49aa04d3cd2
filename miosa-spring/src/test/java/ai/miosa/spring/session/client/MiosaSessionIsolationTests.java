package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * User code that blocks affects only its own session.
 */
class MiosaSessionIsolationTests {

	/**
	 * More than there are event loops, so that each of them has one.
	 */
	private static final int BLOCKED = 8;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	private final CountDownLatch blocked = new CountDownLatch(BLOCKED);

	private final CountDownLatch release = new CountDownLatch(1);

	@BeforeEach
	void releaseAtTheEnd() {
		this.sessions.upgrading((peer) -> {
			peer.stdout("some");
			peer.send(0x10, "{\"port\": 3000}".getBytes(StandardCharsets.UTF_8));
			while (true) {
				String text = peer.nextMessage().text();
				if (text.equals("exit")) {
					peer.exitAndClose(0);
				}
				peer.stdout(text);
			}
		});
		this.sessions.closing(this.release::countDown);
	}

	@Test
	@Tag("thorough")
	void handlerThatBlocks() throws Exception {
		for (int i = 0; i < BLOCKED; i++) {
			this.sessions.open(SessionOptions.builder().outputHandler((output) -> block()).build());
		}
		assertOthersEcho();
	}

	@Test
	void portListenerThatBlocks() throws Exception {
		for (int i = 0; i < BLOCKED; i++) {
			this.sessions.open(SessionOptions.builder().portListener((event) -> block()).build());
		}
		assertOthersEcho();
	}

	@Test
	@Tag("thorough")
	void continuationOfTheExitCodeThatBlocks() throws Exception {
		for (int i = 0; i < BLOCKED; i++) {
			MiosaSession session = this.sessions.open(SessionOptions.none());
			session.exitCode().thenRun(this::block);
			session.sendStdin("exit");
			assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		}
		assertOthersEcho();
	}

	@Test
	void subscriberOfTheSessionThatBlocks() throws Exception {
		for (int i = 0; i < BLOCKED; i++) {
			this.sessions.client().open("cmp_1", "ls", SessionOptions.none()).subscribe((session) -> block());
		}
		assertOthersEcho();
	}

	@Test
	void handlerThatBlocksDoesNotKeepAwaitFromItsDuration() throws Exception {
		MiosaSession session = this.sessions.open(SessionOptions.builder().outputHandler((output) -> block()).build());
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> session.await(Duration.ofMillis(100)));
		assertThat(this.release.getCount()).isOne();
	}

	@Test
	void continuationThatFailsOrBlocksDoesNotKeepAwaitFromTheExitCode() throws Exception {
		MiosaSession session = this.sessions.open(SessionOptions.none());
		session.exitCode().thenRun(() -> {
			throw new LinkageError("mine");
		});
		session.exitCode().thenRun(this::block);
		session.sendStdin("exit");
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	void fluxWhoseSubscriberFailsDoesNotKeepAwaitFromTheExitCode() throws Exception {
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		session.output().subscribe((output) -> {
		}, (failure) -> {
		}, () -> {
			throw new LinkageError("mine");
		});
		session.sendStdin("exit");
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	void nonBlockingHandlerIsCalledOnTheEventLoopAndOthersElsewhere() throws Exception {
		assertThat(threadOf(true)).startsWith("miosa-session-io-");
		assertThat(threadOf(false)).startsWith("miosa-session-").doesNotStartWith("miosa-session-io-");
	}

	private String threadOf(boolean nonBlocking) throws Exception {
		CompletableFuture<String> thread = new CompletableFuture<>();
		SessionOutputHandler handler = (output) -> thread.complete(Thread.currentThread().getName());
		this.sessions.open(SessionOptions.builder()
			.outputHandler((nonBlocking) ? SessionOutputHandler.nonBlocking(handler) : handler)
			.build());
		return thread.get(10, TimeUnit.SECONDS);
	}

	private void block() {
		this.blocked.countDown();
		try {
			this.release.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void assertOthersEcho() throws Exception {
		assertThat(this.blocked.await(10, TimeUnit.SECONDS)).isTrue();
		MiosaSession other = this.sessions.open(Sessions.STREAMED);
		other.stdout().readNBytes(4);
		for (int i = 0; i < 10; i++) {
			other.sendStdin("echo");
			assertThat(other.stdout().readNBytes(4)).asString().isEqualTo("echo");
		}
		assertThat(this.release.getCount()).isOne();
	}

}
