package ai.miosa.spring.session.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The live sessions of an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class MiosaSessionRegistryTests {

	@Test
	void sessionIsLiveUntilItEnds() throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("123");
			peer.stderr("12");
			peer.nextMessage();
			peer.exitAndClose(0);
		}); MiosaSessionClient client = server.client().registry(registry).build()) {
			MiosaSession session = SessionServer.open(client);
			assertThat(registry.getSessions()).containsExactly(session);
			assertThat(registry.getSession(session.getId())).isSameAs(session);
			assertThat(registry.size()).isOne();
			Awaitility.await().until(() -> registry.getTraffic().equals(new MiosaSessionRegistry.Traffic(0, 3, 2)));
			session.sendStdin("1");
			session.await(SessionServer.TIMEOUT);
			assertThat(registry.size()).isZero();
			assertThat(registry.getSession(session.getId())).isNull();
			assertThat(registry.getTraffic()).isEqualTo(new MiosaSessionRegistry.Traffic(1, 3, 2));
		}
	}

	@Test
	void infoDescribesTheSession() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().build();
				MiosaSession session = SessionServer.open(client)) {
			SessionInfo info = session.getInfo();
			assertThat(info.id()).isEqualTo(session.getId());
			assertThat(info.computerId()).isEqualTo("cmp_1");
			assertThat(info.state()).isEqualTo(SessionInfo.State.OPEN);
			assertThat(info.terminalSize()).isNull();
			session.sendStdin("1");
			assertThat(session.getInfo().lastActivity()).isAfter(info.created());
		}
	}

	@Test
	@Tag("thorough")
	void contextEndsFiftySessionsQuietly(CapturedOutput output) throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay)) {
			GenericApplicationContext context = new GenericApplicationContext();
			context.registerBean(MiosaSessionRegistry.class);
			context.registerBean(MiosaSessionClient.class,
					() -> server.client().registry(context.getBean(MiosaSessionRegistry.class)).build());
			context.refresh();
			MiosaSessionClient client = context.getBean(MiosaSessionClient.class);
			List<MiosaSession> sessions = new ArrayList<>();
			for (int i = 0; i < 50; i++) {
				sessions.add(SessionServer.open(client));
			}
			Thread writer = new Thread(() -> {
				try {
					sessions.get(0).sendStdin(new byte[64 << 20]);
				}
				catch (RuntimeException ex) {
					// The session is closed
				}
			});
			writer.start();
			MiosaSessionRegistry registry = context.getBean(MiosaSessionRegistry.class);
			context.close();
			assertThat(registry.size()).isZero();
			assertThat(sessions)
				.allSatisfy((session) -> assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT)
					.withThrowableOfType(ExecutionException.class));
			for (int i = 0; i < 50; i++) {
				assertThat(server.nextPeer().awaitGone()).isTrue();
			}
			writer.join();
			assertThat(output).doesNotContain("Exception").doesNotContain("\tat ");
		}
	}

	@Test
	void stoppedRegistryTakesNoSessions() throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().registry(registry).build()) {
			registry.stop();
			assertThat(registry.isRunning()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> SessionServer.open(client))
				.withMessageContaining("stopping");
			assertThat(server.connections()).isZero();
			registry.start();
			SessionServer.open(client).close();
		}
	}

	@Test
	void openingThatMeetsTheStopIsCancelled() throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		try (SessionServer server = SessionServer.refusing((peer) -> {
			registry.stop();
			peer.upgrade("miosa-exec-v1");
			peer.stay();
		}); MiosaSessionClient client = server.client().registry(registry).build()) {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
				.withMessageContaining("the application is stopping")
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
			assertThat(server.nextPeer().awaitGone()).isTrue();
			assertThat(registry.size()).isZero();
		}
	}

	@Test
	void stoppedRegistryKeepsNoConnectionAndStartsAgain(CapturedOutput output) throws Exception {
		MiosaSessionRegistry registry = new MiosaSessionRegistry();
		AtomicBoolean answering = new AtomicBoolean(true);
		try (SessionServer server = SessionServer.refusing((peer) -> {
			if (answering.get()) {
				peer.upgrade("miosa-exec-v1");
			}
			peer.readUntilGone();
		}); MiosaSessionClient client = server.client().registry(registry).build()) {
			for (int i = 0; i < 3; i++) {
				answering.set(true);
				MiosaSession session = SessionServer.open(client);
				answering.set(false);
				CompletableFuture<MiosaSession> opening = client.open("cmp_1", "command", SessionOptions.none())
					.toFuture();
				Awaitility.await().until(() -> server.liveConnections() == 2);
				registry.stop();
				assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT)
					.withThrowableOfType(ExecutionException.class)
					.havingCause()
					.isInstanceOfSatisfying(MiosaSessionLostException.class,
							(lost) -> assertThat(lost.getReason()).isEqualTo(MiosaSessionLostException.Reason.CLOSED));
				assertThat(opening).failsWithin(SessionServer.TIMEOUT);
				Awaitility.await().until(() -> server.liveConnections() == 0);
				registry.start();
			}
		}
		assertThat(output).doesNotContain("Exception").doesNotContain("WARN").doesNotContain("ERROR");
	}

}
