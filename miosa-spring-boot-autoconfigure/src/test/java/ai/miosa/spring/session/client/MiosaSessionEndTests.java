package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.protocol.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The ways a session can end. Covers the wire protocol's rows on exit codes, of both
 * dialects, and on sockets that end without one.
 */
class MiosaSessionEndTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127, 255, 256, -1, Integer.MIN_VALUE })
	void exitCodeIsReportedAsSent(int code) throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> peer.exitAndClose(code));
				MiosaSessionClient client = server.client().build();
				MiosaSession session = SessionServer.open(client)) {
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(code);
			assertThat(session.exitCode()).succeedsWithin(SessionServer.TIMEOUT).isEqualTo(code);
			assertThat(session.getInfo().state()).isEqualTo(SessionInfo.State.EXITED);
			assertThat(session.await()).isEqualTo(code);
		}
	}

	@Test
	void serverThatDoesNotCloseAfterTheExitIsLeft() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.exit(5);
			peer.stay();
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(5);
			SessionPeer peer = server.nextPeer();
			assertThat(peer.nextMessage().opcode()).isEqualTo(8);
			assertThat(peer.awaitGone(8)).isTrue();
		}
	}

	@Test
	void exitCodeWinsOverWhatFollows() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.exit(5);
			peer.stdout("late");
			peer.exit(6);
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.stream(client)) {
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(5);
			assertThat(session.stdout().readAllBytes()).isEmpty();
		}
	}

	@Test
	void droppedConnectionIsLostAndCarriesWhatWasCaptured() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("some");
			peer.stderr("more");
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			MiosaSessionLostException lost = lost(session, Reason.CONNECTION_LOST);
			assertThat(lost.mayHaveRun()).isTrue();
			assertThat(lost.getStdout().text()).isEqualTo("some");
			assertThat(lost.getStderr().text()).isEqualTo("more");
			assertThat(lost).hasMessage("The session has ended without an exit code: the connection broke");
			assertThat(session.getInfo().state()).isEqualTo(SessionInfo.State.LOST);
		}
	}

	@Test
	void resetConnectionIsLost() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("some");
			peer.reset();
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			lost(session, Reason.CONNECTION_LOST);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1011, 4000 })
	void closeWithoutExitFrameIsLost(int code) throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> peer.close(code));
				MiosaSessionClient client = server.client().build();
				MiosaSession session = SessionServer.open(client)) {
			assertThat(lost(session, Reason.NO_EXIT_CODE)).hasMessageContaining("code " + code);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void shortExitFrameIsLost(int length) throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.send(SessionPeer.EXIT, new byte[length]);
			peer.close(1000);
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			assertThat(lost(session, Reason.MALFORMED_EXIT_CODE)).hasMessageContaining("shorter");
		}
	}

	@Test
	void brokenFrameIsLost() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.write(new byte[] { (byte) 0xff, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9 });
			peer.stay();
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			assertThatExceptionOfType(MiosaSessionLostException.class)
				.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
			assertThat(server.nextPeer().awaitGone(5)).isTrue();
		}
	}

	@Test
	void closeEndsTheCommandAtOnceAndIsIdempotent() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().build()) {
			MiosaSession session = SessionServer.open(client);
			session.close();
			session.close();
			lost(session, Reason.CLOSED);
			SessionPeer peer = server.nextPeer();
			assertThat(peer.nextMessage().opcode()).isEqualTo(8);
			assertThat(peer.awaitGone(1)).isTrue();
		}
	}

	@Test
	void closeEndsTheCommandWhileOutputIsHeldBack() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			for (int i = 0; i < 64; i++) {
				peer.send(SessionPeer.STDOUT, new byte[1 << 20]);
			}
		}); MiosaSessionClient client = server.client().build()) {
			MiosaSession session = SessionServer.stream(client);
			session.stdout();
			SessionServer.awaitHeldBack(session);
			session.close();
			assertThat(server.nextPeer().awaitGone(5)).isTrue();
			lost(session, Reason.CLOSED);
		}
	}

	@Test
	void awaitThatRunsOutOfTimeClosesTheSession() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().awaitTimeout(Duration.ofMillis(50)).build();
				MiosaSession session = SessionServer.open(client)) {
			assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(session::await)
				.withMessageContaining("PT0.05S")
				.satisfies((timeout) -> assertThat(timeout.mayHaveRun()).isTrue());
			assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT)
				.withThrowableThat()
				.withCauseInstanceOf(MiosaTimeoutException.class);
			assertThat(server.nextPeer().awaitGone(5)).isTrue();
		}
	}

	@Test
	void interruptedAwaitLeavesTheSessionAlone() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().build();
				MiosaSession session = SessionServer.open(client)) {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(MiosaException.class).isThrownBy(session::await)
				.withMessageContaining("Interrupted");
			assertThat(Thread.interrupted()).isTrue();
			assertThat(session.exitCode()).isNotDone();
		}
	}

	@Test
	void awaitIsRefusedOnThreadThatMustNotBlock() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = server.client().build();
				MiosaSession session = SessionServer.open(client)) {
			assertThatIllegalStateException()
				.isThrownBy(() -> Mono.fromCallable(session::await)
					.subscribeOn(Schedulers.parallel())
					.block(SessionServer.TIMEOUT))
				.withMessageContaining("exitCode()");
		}
	}

	@Test
	void futureOfTheCallerCannotMakeUpAnExitCode() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.nextMessage();
			peer.exitAndClose(9);
		}); MiosaSessionClient client = server.client().build(); MiosaSession session = SessionServer.open(client)) {
			CompletableFuture<Integer> mine = session.exitCode();
			mine.complete(0);
			session.sendStdin("go");
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(9);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14 })
	void execWsTellsTheExitCodesThatItsCloseCodesCanCarry(int code) throws Exception {
		try (SessionServer server = execWs((peer) -> {
			peer.frame(true, 1, "text ".getBytes(StandardCharsets.UTF_8));
			peer.frame(true, 2, "bytes".getBytes(StandardCharsets.UTF_8));
			peer.close(1000 + code);
			peer.stay();
		}); MiosaSessionClient client = execWsClient(server); MiosaSession session = SessionServer.stream(client)) {
			assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(code);
			assertThat(session.stdout().readAllBytes()).asString().isEqualTo("text bytes");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 4, 5, 6, 15, 16, 127, 255 })
	void execWsDoesNotMakeUpTheOthers(int code) throws Exception {
		try (SessionServer server = execWs((peer) -> {
			peer.close(1000 + code);
			peer.stay();
		}); MiosaSessionClient client = execWsClient(server); MiosaSession session = SessionServer.open(client)) {
			assertThatExceptionOfType(MiosaSessionLostException.class)
				.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
		}
	}

	@Test
	void execWsTakesNoExitCodeFromCloseFrameWithoutCode() throws Exception {
		try (SessionServer server = execWs((peer) -> {
			peer.frame(true, 8, new byte[0]);
			peer.stay();
		}); MiosaSessionClient client = execWsClient(server); MiosaSession session = SessionServer.open(client)) {
			lost(session, Reason.NO_EXIT_CODE);
		}
	}

	@Test
	void execWsDoesNotTakeItsOwnProtocolErrorForAnExitCode() throws Exception {
		try (SessionServer server = execWs((peer) -> {
			peer.frame(true, 1, new byte[] { (byte) 0xff, (byte) 0xfe });
			peer.stay();
		}); MiosaSessionClient client = execWsClient(server); MiosaSession session = SessionServer.open(client)) {
			assertThatExceptionOfType(MiosaSessionLostException.class)
				.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
		}
	}

	@Test
	void execWsEndOfFileLeavesOutputReadableAndTheExitCodeUnknown() throws Exception {
		try (SessionServer server = execWs((peer) -> {
			assertThat(peer.nextMessage().opcode()).isEqualTo(1);
			assertThat(peer.nextMessage().opcode()).isEqualTo(8);
			peer.frame(true, 1, "sorted".getBytes(StandardCharsets.UTF_8));
			peer.close(1000);
			peer.stay();
		});
				MiosaSessionClient client = MiosaSessionClient.builder(server.endpoint())
					.protocol(SessionProtocol.EXEC_WS)
					.keepAliveInterval(Duration.ofMillis(100))
					.build();
				MiosaSession session = SessionServer.stream(client)) {
			session.sendStdin("unsorted");
			session.closeStdin();
			assertThatIllegalStateException().isThrownBy(() -> session.sendStdin("more"));
			lost(session, Reason.NO_EXIT_CODE);
			assertThat(session.stdout().readNBytes(6)).asString().isEqualTo("sorted");
		}
	}

	@Test
	void execWsSessionIsClosedAfterItsEndOfFile() throws Exception {
		try (SessionServer server = execWs((peer) -> {
			peer.nextMessage();
			peer.stay();
		}); MiosaSessionClient client = execWsClient(server); MiosaSession session = SessionServer.open(client)) {
			session.closeStdin();
			session.close();
			assertThat(server.nextPeer().awaitGone(5)).isTrue();
		}
	}

	private static SessionServer execWs(SessionServer.Script script) {
		return SessionServer.refusing((peer) -> {
			peer.upgrade(null);
			script.run(peer);
		});
	}

	private static MiosaSessionClient execWsClient(SessionServer server) {
		return server.client().protocol(SessionProtocol.EXEC_WS).build();
	}

	private static MiosaSessionLostException lost(MiosaSession session, Reason reason) {
		MiosaSessionLostException[] lost = new MiosaSessionLostException[1];
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((ex) -> lost[0] = ex);
		assertThat(lost[0].getReason()).isEqualTo(reason);
		assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT);
		return lost[0];
	}

}
