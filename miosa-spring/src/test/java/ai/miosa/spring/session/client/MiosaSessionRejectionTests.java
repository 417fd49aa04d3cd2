package ai.miosa.spring.session.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Upgrade requests that are rejected.
 */
class MiosaSessionRejectionTests {

	private static final String SWITCHED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
			+ "Connection: Upgrade\r\nSec-WebSocket-Protocol: miosa-exec-v1\r\nSec-WebSocket-Accept: ";

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	@ParameterizedTest
	@CsvSource(quoteCharacter = '\'', value = {
			"400, '{\"error\":{\"code\":\"INVALID_ID\"}}', MiosaInvalidRequestException, INVALID_ID, false",
			"401, '{\"error\":\"invalid_token\"}', MiosaAuthenticationException, invalid_token, false",
			"402, '{\"code\":\"INSUFFICIENT_CREDITS\"}', MiosaInsufficientCreditsException, INSUFFICIENT_CREDITS, false",
			"403, '{\"code\":\"FORBIDDEN\"}', MiosaPermissionException, FORBIDDEN, false",
			"404, '{\"error\":{\"code\":\"NOT_FOUND\"}}', ComputerNotFoundException, NOT_FOUND, false",
			"404, '', MiosaInvalidRequestException, , false",
			"409, '{\"error\":\"Not running\",\"code\":\"NOT_RUNNING\"}', ComputerNotRunningException, NOT_RUNNING, false",
			"409, '', ComputerNotRunningException, , false",
			"409, '{\"error\":\"COMPUTER_STARTING\"}', ComputerStartingException, COMPUTER_STARTING, false",
			"503, '{\"error\":{\"code\":\"SANDBOX_STARTING\"}}', ComputerStartingException, SANDBOX_STARTING, false",
			"414, '', MiosaInvalidRequestException, , false", "431, '', MiosaInvalidRequestException, , false",
			"422, '{\"code\":\"VALIDATION_ERROR\"}', MiosaInvalidRequestException, VALIDATION_ERROR, false",
			"429, '{\"code\":\"RATE_LIMITED\"}', MiosaRateLimitedException, RATE_LIMITED, false",
			"500, '{\"code\":\"INTERNAL_ERROR\"}', MiosaServerException, INTERNAL_ERROR, true",
			"502, '{\"code\":\"AGENT_UNREACHABLE\"}', MiosaServerException, AGENT_UNREACHABLE, true",
			"502, '{\"error\":{\"code\":\"AGENT_UNREACHABLE\",\"retryable\":true}}', MiosaServerException, AGENT_UNREACHABLE, false",
			"503, 'no JSON', MiosaServerException, , true", "504, '', MiosaTimeoutException, , true",
			"200, '{}', MiosaServerException, , true", "204, '', MiosaServerException, , true" })
	void rejectionRaisesTheExceptionOfOneShotCall(int status, String body, String type, String code,
			boolean mayHaveRun) {
		int length = body.getBytes(StandardCharsets.UTF_8).length;
		SessionServer server = this.sessions.answering((peer) -> peer.respond("HTTP/1.1 " + status
				+ " No\nRetry-After: 7\nX-Request-ID: req_1\nContent-Length: " + length + "\n\n" + body));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.satisfies((ex) -> {
				assertThat(ex.getClass().getSimpleName()).isEqualTo(type);
				assertThat(ex.getStatus()).isEqualTo(status);
				assertThat(ex.getCode()).isEqualTo(code);
				assertThat(ex.getRequestId()).isEqualTo("req_1");
				assertThat(ex.getRetryAfter()).isEqualTo(Duration.ofSeconds(7));
				assertThat(ex.mayHaveRun()).isEqualTo(mayHaveRun);
				assertThat(ex.getComputerId()).isEqualTo("cmp_1");
				assertThat(ex).hasNoCause();
			});
		assertThat(server.requests()).isOne();
	}

	@Test
	void rejectionWhoseBodyIsTruncatedIsStillARejection() {
		this.sessions
			.answering((peer) -> peer.respond("HTTP/1.1 429 No\nRetry-After: 7\nContent-Length: 100\n\n{\"code\":"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(429));
	}

	@Test
	void endlessRejectionTakesBoundedMemoryAndTime() {
		// Enough for the TLS handshake, after which the request is sent
		this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofSeconds(2))).answering((peer) -> {
			peer.respond("HTTP/1.1 500 No\nTransfer-Encoding: chunked\n\n");
			byte[] chunk = ("10000\r\n" + "x".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
			while (true) {
				peer.write(chunk);
			}
		});
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@ParameterizedTest
	@ValueSource(strings = { "no HTTP\n\n", "SSH-2.0-OpenSSH_9.6\n", "HTTP/1.1 20\n\n", "HTTP/1.1 2000 OK\n\n",
			"HTTP/1.1 101 Go\nUpgrade: websocket\nConnection: Upgrade\n\n",
			"HTTP/1.1 101 Go\nUpgrade: websocket\nConnection: Upgrade\nSec-WebSocket-Accept: wrong\n"
					+ "Sec-WebSocket-Protocol: miosa-exec-v1\n\n",
			"HTTP/1.1 101 Go\nUpgrade: h2c\nConnection: Upgrade\n\n", "\0\0\0\0\n\n" })
	void garbageIsTypedFailureAfterWhichTheCommandMayHaveRun(String answer) throws Exception {
		this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofSeconds(5))).answering((peer) -> {
			peer.respond(answer);
			peer.readUntilGone();
		});
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.satisfies((ex) -> {
				assertThat(ex.mayHaveRun()).isTrue();
				assertThat(ex.toString()).doesNotContain("SSH").doesNotContain("no HTTP").doesNotContain("h2c");
			});
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	void statusLineAndHeadersAreBounded() {
		for (String answer : new String[] { "HTTP/1.1 101 " + "x".repeat(100_000),
				"HTTP/1.1 101 Go\nX: " + "x".repeat(1_000_000) }) {
			SessionServer server = this.sessions.answering((peer) -> {
				peer.respond(answer);
				peer.readUntilGone();
			});
			assertThatExceptionOfType(MiosaConnectionException.class)
				.isThrownBy(() -> SessionServer.open(this.sessions.client(server)))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 100, 102, 103, 199 })
	void interimAnswersAreSkipped(int status) throws Exception {
		this.sessions.answering((peer) -> {
			for (int i = 0; i < 3; i++) {
				peer.respond("HTTP/1.1 " + status + " Wait\nLink: <x>\n\n");
			}
			peer.upgrade("miosa-exec-v1");
			peer.exitAndClose(3);
			peer.stay();
		});
		assertThat(this.sessions.open(SessionOptions.none()).await(SessionServer.TIMEOUT)).isEqualTo(3);
	}

	@Test
	void interimAnswerIsSkippedBeforeRejection() {
		this.sessions.answering((peer) -> peer
			.respond("HTTP/1.1 103 Early Hints\nLink: <x>\n\nHTTP/1.1 404 No\nContent-Length: 0\n\n"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(404));
	}

	@Tag("thorough")
	@Test
	void stallAtAnyByteOfTheAnswerTimesOut() {
		CountDownLatch end = new CountDownLatch(1);
		this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofSeconds(6)));
		assertThat(failuresAtEachByte((peer) -> end.await(20, TimeUnit.SECONDS))).allSatisfy((failure) -> {
			assertThat(failure).isInstanceOf(MiosaTimeoutException.class);
			assertThat(((MiosaException) failure).mayHaveRun()).isTrue();
		});
		end.countDown();
	}

	@Test
	@Tag("thorough")
	void closeAtAnyByteOfTheAnswerIsConnectionFailure() {
		assertThat(failuresAtEachByte((peer) -> {
		})).allSatisfy((failure) -> {
			assertThat(failure).isInstanceOf(MiosaException.class);
			assertThat(((MiosaException) failure).mayHaveRun()).isTrue();
		});
	}

	/**
	 * Open one session for each byte of the answer, which is sent up to there.
	 */
	private List<Throwable> failuresAtEachByte(SessionServer.Script then) {
		int length = (SWITCHED + SessionServer.accept("") + "\r\n\r\n").length() - 1;
		SessionServer server = this.sessions.answering((peer) -> {
			String answer = SWITCHED + SessionServer.accept(peer.headers().get("sec-websocket-key")) + "\r\n\r\n";
			int bytes = Integer.parseInt(peer.requestLine().replaceAll(".*command=(\\d+)&.*", "$1"));
			peer.write(answer.substring(0, bytes).getBytes(StandardCharsets.US_ASCII));
			then.run(peer);
		});
		MiosaSessionClient client = this.sessions.client();
		List<Throwable> failures = Flux.fromStream(IntStream.range(0, length).boxed())
			.flatMap((bytes) -> client.open("cmp_1", "" + bytes, SessionOptions.none())
				.map(MiosaSessionRejectionTests::closed)
				.onErrorResume(Mono::just), length)
			.collectList()
			.block(Duration.ofSeconds(30));
		assertThat(failures).hasSize(length);
		assertThat(server.requests()).isEqualTo(length);
		return failures;
	}

	private static Throwable closed(MiosaSession session) {
		session.close();
		return new AssertionError("The session was opened");
	}

}
