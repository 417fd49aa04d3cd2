package ai.miosa.spring.attack;

import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionOutputHandler;
import ai.miosa.spring.session.client.SessionPeer;
import ai.miosa.spring.session.client.SessionServer;
import ai.miosa.spring.session.client.Sessions;
import ai.miosa.spring.session.client.Transport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An interrupted wait for a session ends, keeps the interrupt status, and affects neither
 * the session nor other waits.
 */
@ParameterizedClass
@EnumSource
class SessionInterruptAttackTests {

	@RegisterExtension
	final Sessions sessions;

	private final CountDownLatch unblock = new CountDownLatch(1);

	SessionInterruptAttackTests(Transport transport) {
		this.sessions = new Sessions(transport);
	}

	@Test
	@Tag("thorough")
	void writersAndResize() throws Exception {
		MiosaSession session = openWithBlockedEventLoop();
		Waiter first = new Waiter(() -> session.sendStdin(new byte[16 << 20]));
		first.awaitWaiting();
		for (SessionServer.Task task : List.<SessionServer.Task>of(() -> session.sendStdin("second"),
				() -> session.stdin().write(1), session::closeStdin, session::interrupt,
				() -> session.resize(100, 30))) {
			new Waiter(task).assertReactsToInterrupt();
			first.awaitWaiting();
		}
		first.assertReactsToInterrupt();
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	@Tag("thorough")
	void endOfFileThatWasInterruptedCanBeSentAgain() throws Exception {
		MiosaSession session = openWithBlockedEventLoop();
		new Waiter(() -> session.sendStdin(new byte[16 << 20])).assertReactsToInterrupt();
		new Waiter(session::closeStdin).assertReactsToInterrupt();
		this.unblock.countDown();
		session.closeStdin();
		SessionPeer peer = this.sessions.server().nextPeer();
		SessionPeer.Message message = peer.nextMessage();
		while (message.type() == 0) {
			message = peer.nextMessage();
		}
		assertThat(message.payload()).containsExactly(4);
	}

	/**
	 * Open a session whose sending is suspended. A peer that does not read would not
	 * suffice, because the kernel decides how much it accepts, and when.
	 */
	private MiosaSession openWithBlockedEventLoop() throws Exception {
		CountDownLatch blocked = new CountDownLatch(1);
		this.sessions.closing(this.unblock::countDown);
		this.sessions.upgrading((peer) -> {
			peer.stdout("block");
			peer.stay();
		});
		MiosaSession session = this.sessions
			.open(SessionOptions.builder().pty(80, 24).outputHandler(SessionOutputHandler.nonBlocking((output) -> {
				blocked.countDown();
				this.unblock.await();
			})).build());
		assertThat(blocked.await(10, TimeUnit.SECONDS)).isTrue();
		return session;
	}

	@Test
	@Tag("thorough")
	void readers() throws Exception {
		MiosaSession session = this.sessions.stream(SessionPeer::stay);
		InputStream stdout = session.stdout();
		Waiter first = new Waiter(() -> stdout.read());
		new Waiter(() -> stdout.read(new byte[10])).assertReactsToInterrupt();
		new Waiter(() -> session.stderrReader().read()).assertReactsToInterrupt();
		first.assertReactsToInterrupt();
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void await() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		new Waiter(() -> session.await(Duration.ofMinutes(1))).assertReactsToInterrupt();
		assertThat(session.exitCode()).isNotDone();
	}

	/**
	 * A thread that waits in something.
	 */
	private static final class Waiter {

		private final CompletableFuture<Boolean> interrupted = new CompletableFuture<>();

		private final Thread thread;

		Waiter(SessionServer.Task task) {
			this.thread = new Thread(() -> {
				try {
					task.run();
					this.interrupted.completeExceptionally(new AssertionError("It has not waited"));
				}
				catch (Exception ex) {
					boolean kept = Thread.currentThread().isInterrupted();
					if (kept && ex.toString().contains("Interrupted")) {
						this.interrupted.complete(true);
					}
					else {
						this.interrupted.completeExceptionally(ex);
					}
				}
			}, "waiter");
			this.thread.setDaemon(true);
			this.thread.start();
		}

		void awaitWaiting() {
			Awaitility.await().untilAsserted(() -> {
				assertThat(this.interrupted).isNotDone();
				assertThat(this.thread.getState()).isIn(Thread.State.WAITING, Thread.State.TIMED_WAITING);
			});
		}

		void assertReactsToInterrupt() throws Exception {
			awaitWaiting();
			this.thread.interrupt();
			assertThat(this.interrupted.get(10, TimeUnit.SECONDS)).isTrue();
		}

	}

}
