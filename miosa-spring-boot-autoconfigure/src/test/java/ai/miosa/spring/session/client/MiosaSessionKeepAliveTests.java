package ai.miosa.spring.session.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Silence on the connection and what it means.
 */
class MiosaSessionKeepAliveTests {

	@Test
	void peerThatAnswersPingsIsKept() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = client(server.endpoint());
				MiosaSession session = SessionServer.open(client)) {
			SessionPeer peer = server.nextPeer();
			Awaitility.await().until(() -> peer.pings() > 30);
			assertThat(session.exitCode()).isNotDone();
		}
	}

	@Test
	void peerThatIgnoresPingsIsLost() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.ignorePings = true;
			peer.stay();
		}); MiosaSessionClient client = client(server.endpoint()); MiosaSession session = SessionServer.open(client)) {
			assertLost(session);
			assertThat(server.nextPeer().awaitGone(5)).isTrue();
		}
	}

	@Test
	void peerThatIgnoresPingsButSendsOutputIsKept() throws Exception {
		CountDownLatch enough = new CountDownLatch(1);
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.ignorePings = true;
			while (!enough.await(50, TimeUnit.MILLISECONDS)) {
				peer.stdout(".");
			}
			peer.exitAndClose(0);
		}); MiosaSessionClient client = client(server.endpoint()); MiosaSession session = SessionServer.open(client)) {
			Awaitility.await().until(() -> session.getInfo().stdoutBytes() > 40);
			enough.countDown();
			assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		}
	}

	@Test
	void slowReaderIsNotMistakenForDeadPeer() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			for (int i = 0; i < 16; i++) {
				peer.send(SessionPeer.STDOUT, new byte[1 << 20]);
			}
			peer.exitAndClose(0);
		}); MiosaSessionClient client = client(server.endpoint()); MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			Awaitility.await().during(Duration.ofSeconds(3)).until(() -> !session.exitCode().isDone());
			assertThat(stdout.readAllBytes()).hasSize(16 << 20);
			assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		}
	}

	@Test
	void pingsDoNotDestroyOutputThatIsUnderWayFromClosedSocket() throws Exception {
		CountDownLatch closed = new CountDownLatch(1);
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.send(SessionPeer.STDOUT, new byte[3 << 20]);
			peer.exitAndClose(0);
			peer.drop();
			closed.countDown();
		}); MiosaSessionClient client = client(server.endpoint()); MiosaSession session = SessionServer.stream(client)) {
			InputStream stdout = session.stdout();
			assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
			Awaitility.await().during(Duration.ofSeconds(1)).until(() -> !session.exitCode().isDone());
			assertThat(stdout.readAllBytes()).hasSize(3 << 20);
			assertThat(session.await(SessionServer.TIMEOUT)).isZero();
		}
	}

	@Test
	void proxyThatCutsIdleConnectionsIsKeptBusy() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				Proxy proxy = new Proxy(server.port(), 500);
				MiosaSessionClient client = client(proxy.endpoint());
				MiosaSession session = SessionServer.open(client)) {
			Awaitility.await().during(Duration.ofSeconds(2)).until(() -> !session.exitCode().isDone());
		}
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				Proxy proxy = new Proxy(server.port(), 500);
				MiosaSessionClient client = MiosaSessionClient.builder(proxy.endpoint()).build();
				MiosaSession session = SessionServer.open(client)) {
			assertThat(session.exitCode()).as("without pings").failsWithin(SessionServer.TIMEOUT);
		}
	}

	@Test
	void blackHoleIsNoticed() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				Proxy proxy = new Proxy(server.port(), 0);
				MiosaSessionClient client = client(proxy.endpoint());
				MiosaSession session = SessionServer.open(client)) {
			session.sendStdin("before");
			assertThat(server.nextPeer().nextMessage().text()).isEqualTo("before");
			proxy.swallow();
			session.sendStdin("after");
			assertLost(session);
		}
	}

	@Test
	void stalledPeerDoesNotKeepTheOthersFromBeingPinged() throws Exception {
		try (SessionServer stalled = SessionServer.refusing((peer) -> {
			peer.upgradeWithoutReading("miosa-exec-v1");
			peer.stayWithoutReading();
		});
				SessionServer healthy = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = MiosaSessionClient.builder(stalled.endpoint())
					.keepAliveInterval(Duration.ofMillis(50))
					.keepAliveTimeout(Duration.ofSeconds(60))
					.build();
				MiosaSession session = SessionServer.open(client)) {
			Thread writer = new Thread(() -> {
				try {
					session.sendStdin(new byte[64 << 20]);
				}
				catch (RuntimeException ex) {
					// The session is closed at the end
				}
			});
			writer.start();
			try (MiosaSessionClient other = client(healthy.endpoint()); MiosaSession ok = SessionServer.open(other)) {
				SessionPeer peer = healthy.nextPeer();
				Awaitility.await().until(() -> peer.pings() > 10);
			}
			assertThat(session.exitCode()).isNotDone();
		}
	}

	private static void assertLost(MiosaSession session) {
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((lost) -> assertThat(lost.getReason()).isEqualTo(Reason.KEEP_ALIVE_TIMEOUT));
	}

	private static MiosaSessionClient client(MiosaEndpoint endpoint) {
		return MiosaSessionClient.builder(endpoint)
			.keepAliveInterval(Duration.ofMillis(50))
			.keepAliveTimeout(Duration.ofMillis(800))
			.build();
	}

	/**
	 * A TCP proxy that cuts idle connections, or swallows all bytes from some moment on.
	 */
	private static final class Proxy implements AutoCloseable {

		private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());

		private volatile boolean swallowing;

		Proxy(int target, int idleMillis) throws IOException {
			SessionServer.start("proxy", () -> {
				while (true) {
					Socket client = this.socket.accept();
					Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
					client.setSoTimeout(idleMillis);
					server.setSoTimeout(idleMillis);
					SessionServer.start("proxy-up", () -> pump(client, server));
					SessionServer.start("proxy-down", () -> pump(server, client));
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

		MiosaEndpoint endpoint() {
			return MiosaEndpoint.of("http://127.0.0.1:" + this.socket.getLocalPort(), SessionServer.KEY, null);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
