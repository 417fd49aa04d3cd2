package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The keep-alive of silent connections.
 */
class MiosaSessionKeepAliveTests {

	/**
	 * Pings, or pieces of output, that take longer than the timeout of {@link #patient}.
	 */
	private static final int LONGER_THAN_PATIENCE = 80;

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@Test
	void peerThatAnswersPingsIsKept() throws Exception {
		this.sessions.configure(MiosaSessionKeepAliveTests::patient);
		assertKept(LONGER_THAN_PATIENCE);
	}

	@Test
	@Tag("thorough")
	void peerIsPingedBeforeItIsLostHoweverLongTheInterval() throws Exception {
		this.sessions.configure(
				(client) -> client.keepAliveInterval(Duration.ofDays(1)).keepAliveTimeout(Duration.ofSeconds(3)));
		assertKept(3);
	}

	private void assertKept(int pings) throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		SessionPeer peer = this.sessions.server().nextPeer();
		awaitPings(peer, pings);
		assertThat(session.exitCode()).isNotDone();
	}

	private static void awaitPings(SessionPeer peer, int pings) {
		await(() -> peer.pings() >= pings);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
	}

	/**
	 * Wait until an idle session of the same client has been pinged that often.
	 */
	private void awaitPingsOfAnother(int pings) throws InterruptedException {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		SessionServer.open(this.sessions.client().mutate().endpoint(server.endpoint()).build());
		awaitPings(server.nextPeer(), pings);
	}

	@Test
	void timesMayBeUnlimited() throws Exception {
		Duration forEver = Duration.ofSeconds(Long.MAX_VALUE);
		this.sessions.configure((client) -> client.keepAliveInterval(Duration.ofMillis(20))
			.keepAliveTimeout(forEver)
			.connectTimeout(forEver)
			.handshakeTimeout(forEver)
			.writeTimeout(forEver));
		MiosaSession session = this.sessions.open((peer) -> {
			peer.ignorePings = true;
			peer.nextMessage();
			peer.exitAndClose(3);
		});
		SessionPeer peer = this.sessions.server().nextPeer();
		awaitPings(peer, 10);
		session.sendStdin("go");
		assertThat(session.await(forEver)).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void peerThatIgnoresPingsIsLost() throws Exception {
		this.sessions.configure(MiosaSessionKeepAliveTests::impatient);
		MiosaSession session = this.sessions.open((peer) -> {
			peer.ignorePings = true;
			peer.stay();
		});
		assertLost(session);
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	@Tag("thorough")
	void peerThatIgnoresPingsButSendsOutputIsKept() throws Exception {
		CountDownLatch enough = new CountDownLatch(1);
		this.sessions.configure(MiosaSessionKeepAliveTests::patient);
		MiosaSession session = this.sessions.open((peer) -> {
			peer.ignorePings = true;
			while (!enough.await(50, TimeUnit.MILLISECONDS)) {
				peer.stdout(".");
			}
			peer.exitAndClose(0);
		});
		await(() -> session.getInfo().stdoutBytes() > LONGER_THAN_PATIENCE);
		enough.countDown();
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	@Tag("thorough")
	void slowReaderIsNotMistakenForDeadPeer() throws Exception {
		this.sessions.configure(MiosaSessionKeepAliveTests::patient);
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(16, SessionPeer.STDOUT);
			peer.exitAndClose(0);
		});
		InputStream stdout = session.stdout();
		awaitPingsOfAnother(LONGER_THAN_PATIENCE);
		assertThat(session.exitCode()).isNotDone();
		assertThat(stdout.readAllBytes()).hasSize(16 << 20);
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	@Tag("thorough")
	void pingsDoNotDestroyOutputInTransitFromClosedSocket() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		this.sessions.configure(MiosaSessionKeepAliveTests::patient);
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.megabytes(3, SessionPeer.STDOUT);
			peer.exitAndClose(0);
			peer.drop();
			closed.countDown();
		});
		InputStream stdout = session.stdout();
		assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
		awaitPingsOfAnother(LONGER_THAN_PATIENCE);
		assertThat(session.exitCode()).isNotDone();
		assertThat(stdout.readAllBytes()).hasSize(3 << 20);
		assertThat(session.await(SessionServer.TIMEOUT)).isZero();
	}

	@Test
	@Tag("thorough")
	void relayThatCutsIdleConnectionsIsKeptBusy() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		try (Relay relay = new Relay(server.port(), 2000)) {
			MiosaSession quiet = SessionServer.open(this.sessions.client(server.clientThrough(relay.port())));
			this.sessions.configure(MiosaSessionKeepAliveTests::patient);
			MiosaSession busy = SessionServer.open(this.sessions.client(server.clientThrough(relay.port())));
			assertThat(quiet.exitCode()).as("without pings")
				.failsWithin(SessionServer.TIMEOUT)
				.withThrowableOfType(ExecutionException.class);
			server.nextPeer();
			awaitPings(server.nextPeer(), LONGER_THAN_PATIENCE);
			assertThat(busy.exitCode()).isNotDone();
		}
	}

	@Test
	@Tag("thorough")
	void blackHoleIsNoticed() throws Exception {
		SessionServer server = this.sessions.configure(MiosaSessionKeepAliveTests::impatient)
			.upgrading(SessionPeer::stay);
		try (Relay relay = new Relay(server.port(), 0)) {
			MiosaSession session = SessionServer.open(this.sessions.client(server.clientThrough(relay.port())));
			session.sendStdin("before");
			assertThat(server.nextPeer().nextMessage().text()).isEqualTo("before");
			relay.swallow();
			session.sendStdin("after");
			assertLost(session);
		}
	}

	@Test
	@Tag("thorough")
	void stalledPeerDoesNotKeepTheOthersFromBeingPinged() throws Exception {
		this.sessions.configure((client) -> client.keepAliveInterval(Duration.ofMillis(50)));
		this.sessions.answering((peer) -> {
			peer.upgradeWithoutReading("miosa-exec-v1");
			peer.stayWithoutReading();
		});
		MiosaSession stalled = this.sessions.open(SessionOptions.none());
		SessionServer healthy = this.sessions.upgrading(SessionPeer::stay);
		SessionServer.start("writer", () -> stalled.sendStdin(new byte[64 << 20]));
		SessionServer.open(this.sessions.client().mutate().endpoint(healthy.endpoint()).build());
		awaitPings(healthy.nextPeer(), 10);
		assertThat(stalled.exitCode()).isNotDone();
	}

	private static void assertLost(MiosaSession session) {
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(Reason.KEEP_ALIVE_TIMEOUT));
	}

	/**
	 * Configure a timeout that even a starved peer meets.
	 */
	private static void patient(MiosaSessionClientBuilder client) {
		client.keepAliveInterval(Duration.ofMillis(50)).keepAliveTimeout(Duration.ofSeconds(3));
	}

	private static void impatient(MiosaSessionClientBuilder client) {
		client.keepAliveInterval(Duration.ofMillis(50)).keepAliveTimeout(Duration.ofMillis(800));
	}

	/**
	 * A TCP relay that cuts idle connections, or discards all bytes from some moment on.
	 */
	private static final class Relay implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

		private volatile boolean swallowing;

		Relay(int target, int idleMillis) throws IOException {
			SessionServer.start("relay", () -> {
				while (true) {
					Socket client = this.socket.accept();
					Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
					client.setSoTimeout(idleMillis);
					server.setSoTimeout(idleMillis);
					SessionServer.start("relay-up", () -> pump(client, server));
					SessionServer.start("relay-down", () -> pump(server, client));
				}
			});
		}

		private void pump(Socket from, Socket to) throws IOException {
			try (from; to) {
				byte[] buffer = new byte[8192];
				for (int read = from.getInputStream().read(buffer); read >= 0; read = from.getInputStream()
					.read(buffer)) {
					if (!this.swallowing) {
						to.getOutputStream().write(buffer, 0, read);
					}
				}
			}
			catch (SocketTimeoutException ex) {
				// Idle for too long
			}
		}

		void swallow() {
			this.swallowing = true;
		}

		int port() {
			return this.socket.getLocalPort();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
