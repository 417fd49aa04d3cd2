package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.session.SessionInfo;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The ways a session can end. Covers the wire protocol's rows on exit codes, of both
 * protocols, and on sockets that end without one.
 */
@ParameterizedClass
@EnumSource
class MiosaSessionEndTests {

	@RegisterExtension
	final Sessions sessions;

	MiosaSessionEndTests(Transport transport) {
		this.sessions = new Sessions(transport);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 127, 255, 256, -1, Integer.MIN_VALUE })
	void exitCodeIsReportedAsSent(int code) throws Exception {
		MiosaSession session = this.sessions.open((peer) -> peer.exitAndClose(code));
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(code);
		assertThat(session.exitCode()).succeedsWithin(SessionServer.TIMEOUT).isEqualTo(code);
		assertThat(session.getInfo().state()).isEqualTo(SessionInfo.State.EXITED);
		assertThat(session.await()).isEqualTo(code);
	}

	@Test
	@Tag("thorough")
	void serverThatDoesNotCloseAfterTheExitIsLeft() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.exit(5);
			peer.stay();
		});
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(5);
		SessionPeer peer = this.sessions.server().nextPeer();
		assertThat(peer.nextMessage().opcode()).isEqualTo(8);
		assertThat(peer.awaitGone()).isTrue();
	}

	@Test
	void exitCodeWinsOverWhatFollows() throws Exception {
		MiosaSession session = this.sessions.stream((peer) -> {
			peer.exit(5);
			peer.stdout("late");
			peer.exit(6);
		});
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(5);
		assertThat(session.stdout().readAllBytes()).isEmpty();
	}

	@Test
	@Tag("thorough")
	void droppedConnectionIsLostAndCarriesWhatWasCaptured() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.stdout("some");
			peer.stderr("more");
		});
		MiosaSessionLostException lost = lost(session, Reason.CONNECTION_LOST);
		assertThat(lost.mayHaveRun()).isTrue();
		assertThat(lost.getStdout().text()).isEqualTo("some");
		assertThat(lost.getStderr().text()).isEqualTo("more");
		assertThat(lost).hasMessageStartingWith("The session has ended without an exit code: the connection broke")
			.hasMessageContaining("cmp_1");
		assertThat(session.getInfo().state()).isEqualTo(SessionInfo.State.LOST);
	}

	@Test
	void resetConnectionIsLost() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.nextMessage();
			peer.reset();
		});
		session.sendStdin("go");
		lost(session, Reason.CONNECTION_LOST);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 1000, 1001, 1011, 4000 })
	void closeWithoutExitFrameIsLost(int code) throws Exception {
		MiosaSession session = this.sessions.open((peer) -> peer.close(code));
		assertThat(lost(session, Reason.NO_EXIT_CODE)).hasMessageContaining("code " + code);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 3 })
	void shortExitFrameIsLost(int length) throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.send(SessionPeer.EXIT, new byte[length]);
			peer.close(1000);
		});
		assertThat(lost(session, Reason.MALFORMED_EXIT_CODE)).hasMessageContaining("shorter");
	}

	@Test
	void brokenFrameIsLost() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.write(new byte[] { (byte) 0xff, 0x7f, 1, 2, 3, 4, 5, 6, 7, 8, 9 });
			peer.stay();
		});
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	void closeEndsTheCommandAndIsIdempotent() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		MiosaSession session = SessionServer.open(client);
		session.close();
		session.close();
		lost(session, Reason.CLOSED);
		SessionPeer peer = server.nextPeer();
		assertThat(peer.nextMessage().opcode()).isEqualTo(8);
		assertThat(peer.awaitGone()).isTrue();
	}

	@Test
	void closeEndsTheCommandUnderBackPressure() throws Exception {
		SessionServer server = this.sessions.upgrading((peer) -> peer.megabytes(64, SessionPeer.STDOUT));
		MiosaSessionClient client = this.sessions.client();
		MiosaSession session = SessionServer.stream(client);
		session.stdout();
		SessionServer.awaitHeldBack(session);
		session.close();
		assertThat(server.nextPeer().awaitGone()).isTrue();
		lost(session, Reason.CLOSED);
	}

	@Test
	void awaitThatRunsOutOfTimeClosesTheSession() throws Exception {
		this.sessions.configure((client) -> client.awaitTimeout(Duration.ofMillis(50)));
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(session::await)
			.withMessageContaining("PT0.05S")
			.satisfies((timeout) -> assertThat(timeout.mayHaveRun()).isTrue());
		assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT)
			.withThrowableThat()
			.withCauseInstanceOf(MiosaTimeoutException.class);
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	void interruptedAwaitDoesNotAffectTheSession() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(session::await).withMessageContaining("Interrupted");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(session.exitCode()).isNotDone();
	}

	@Test
	void awaitIsRejectedOnThreadThatMustNotBlock() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		assertThatIllegalStateException().isThrownBy(
				() -> Mono.fromCallable(session::await).subscribeOn(Schedulers.parallel()).block(SessionServer.TIMEOUT))
			.withMessageContaining("exitCode()");
	}

	@Test
	void futureOfTheCallerCannotInventAnExitCode() throws Exception {
		MiosaSession session = this.sessions.open((peer) -> {
			peer.nextMessage();
			peer.exitAndClose(9);
		});
		CompletableFuture<Integer> mine = session.exitCode();
		mine.complete(0);
		session.sendStdin("go");
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(9);
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(ints = { 0, 1, 3, 7, 8, 9, 10, 11, 12, 13, 14 })
	void execWsReportsTheExitCodesThatItsCloseCodesCanCarry(int code) throws Exception {
		execWs((peer) -> {
			peer.frame(true, 1, "text ".getBytes(StandardCharsets.UTF_8));
			peer.frame(true, 2, "bytes".getBytes(StandardCharsets.UTF_8));
			peer.close(1000 + code);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		assertThat(session.await(SessionServer.TIMEOUT)).isEqualTo(code);
		assertThat(session.stdout().readAllBytes()).asString().isEqualTo("text bytes");
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 4, 5, 6, 15, 16, 127, 255 })
	void execWsDoesNotInventTheOtherExitCodes(int code) throws Exception {
		execWs((peer) -> {
			peer.close(1000 + code);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
	}

	@Test
	void execWsReadsNoExitCodeFromCloseFrameWithoutCode() throws Exception {
		execWs((peer) -> {
			peer.frame(true, 8, new byte[0]);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		lost(session, Reason.NO_EXIT_CODE);
	}

	@Test
	void execWsDoesNotMistakeItsOwnProtocolErrorForAnExitCode() throws Exception {
		execWs((peer) -> {
			peer.frame(true, 1, new byte[] { (byte) 0xff, (byte) 0xfe });
			peer.stay();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT));
	}

	@Test
	@Tag("thorough")
	void execWsEndOfFileLeavesOutputReadableAndTheExitCodeUnknown() throws Exception {
		this.sessions.configure(
				(client) -> client.keepAliveInterval(Duration.ofMillis(50)).keepAliveTimeout(Duration.ofMillis(200)));
		CountDownLatch silent = new CountDownLatch(1);
		execWs((peer) -> {
			assertThat(peer.nextMessage().opcode()).isEqualTo(1);
			assertThat(peer.nextMessage().opcode()).isEqualTo(8);
			silent.await(1, TimeUnit.SECONDS);
			peer.frame(true, 1, "sorted".getBytes(StandardCharsets.UTF_8));
			peer.close(1000);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(Sessions.STREAMED);
		session.sendStdin("unsorted");
		session.closeStdin();
		assertThatIllegalStateException().isThrownBy(() -> session.sendStdin("more"));
		lost(session, Reason.NO_EXIT_CODE);
		assertThat(session.stdout().readNBytes(6)).asString().isEqualTo("sorted");
	}

	@Test
	void execWsSessionIsClosedAfterItsEndOfFile() throws Exception {
		execWs((peer) -> {
			peer.nextMessage();
			peer.stay();
		});
		MiosaSession session = this.sessions.open(SessionOptions.none());
		session.closeStdin();
		session.close();
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	private void execWs(SessionServer.Script script) {
		this.sessions.protocol(SessionProtocol.EXEC_WS).answering((peer) -> {
			peer.upgrade(null);
			script.run(peer);
		});
	}

	private static MiosaSessionLostException lost(MiosaSession session, Reason reason) {
		MiosaSessionLostException[] lost = new MiosaSessionLostException[1];
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> session.await(SessionServer.TIMEOUT))
			.satisfies((ex) -> lost[0] = ex);
		assertThat(lost[0].getReason()).isEqualTo(reason);
		assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT).withThrowableOfType(ExecutionException.class);
		return lost[0];
	}

}
