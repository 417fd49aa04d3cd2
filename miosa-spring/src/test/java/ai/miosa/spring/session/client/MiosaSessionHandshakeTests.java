package ai.miosa.spring.session.client;

import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionProtocol;
import ai.miosa.spring.session.TerminalSize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Opening a session. Covers the wire protocol's rows on the upgrade request of both
 * protocols, on headers and on rejected upgrades.
 */
class MiosaSessionHandshakeTests {

	@RegisterExtension
	final Sessions sessions = new Sessions(Transport.WSS);

	private static final String NASTY = "echo a&b +c %41 'd'\n\"ż🐢\" = ? # ;";

	@Test
	void requestCarriesHeadersAndQuery() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaEndpoint endpoint = MiosaEndpoint.of(server.endpoint().getBaseUrl() + "?region=eu", SessionServer.KEY,
				"org_1");
		SessionOptions options = SessionOptions.pty(120, 40)
			.toBuilder()
			.workingDirectory("/srv/my dir")
			.env("A", "1&2")
			.args("-c", NASTY)
			.build();
		MiosaSession session = this.sessions.client(server.client().endpoint(endpoint))
			.open("cmp/ż", NASTY, options)
			.block(SessionServer.TIMEOUT);
		assertThat(session.getComputerId()).isEqualTo("cmp/ż");
		SessionPeer peer = server.nextPeer();
		String[] target = peer.requestLine().split(" ")[1].split("\\?");
		assertThat(target[0]).isEqualTo("/api/v1/computers/cmp%2F%C5%BC/exec/stream");
		assertThat(query(target[1])).containsExactly("region=eu", "command=" + NASTY, "args=-c", "args=" + NASTY,
				"env=A=1&2", "cwd=/srv/my dir", "tty=true", "rows=40", "cols=120");
		assertThat(peer.headers()).containsEntry("authorization", "Bearer " + SessionServer.KEY)
			.containsEntry("x-miosa-tenant", "org_1")
			.containsEntry("sec-websocket-protocol", "miosa-exec-v1")
			.hasEntrySatisfying("user-agent", (agent) -> assertThat(agent).startsWith("miosa-spring/"));
	}

	@Test
	void defaultsApplyToUnsetOptions() throws Exception {
		SessionOptions defaults = SessionOptions.pty(100, 30)
			.toBuilder()
			.workingDirectory("/srv")
			.env("A", "1")
			.env("B", "1")
			.build();
		this.sessions.configure((client) -> client.defaultOptions(defaults));
		MiosaSession session = this.sessions.open(SessionPeer::stay, SessionOptions.builder().env("B", "2").build());
		assertThat(session.getInfo().terminalSize()).isEqualTo(new TerminalSize(100, 30));
		assertThat(query(this.sessions.server().nextPeer().requestLine().split(" ")[1].split("\\?")[1]))
			.containsExactly("command=command", "env=A=1", "env=B=2", "cwd=/srv", "tty=true", "rows=30", "cols=100");
	}

	@Test
	void execWsRequestCarriesCommandAndPtyAndSendsTheSizeFirst() throws Exception {
		this.sessions.configure((client) -> client.protocol(SessionProtocol.EXEC_WS));
		this.sessions.answering((peer) -> {
			peer.upgrade(null);
			peer.stay();
		});
		MiosaSession session = this.sessions.open(SessionOptions.pty(120, 40));
		SessionPeer peer = this.sessions.server().nextPeer();
		assertThat(peer.requestLine())
			.isEqualTo("GET /api/v1/computers/cmp_1/exec/ws?command=command&pty=true HTTP/1.1");
		assertThat(peer.headers()).doesNotContainKey("sec-websocket-protocol");
		assertThat(peer.nextMessage().payload()).asString().isEqualTo("{\"type\":\"resize\",\"cols\":120,\"rows\":40}");
	}

	@Test
	void execWsRejectsWhatItCannotCarryBeforeAnythingIsSent() throws Exception {
		this.sessions.configure((client) -> client.protocol(SessionProtocol.EXEC_WS));
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		for (SessionOptions options : List.of(SessionOptions.builder().env("A", "1").build(),
				SessionOptions.builder().args("a").build(),
				SessionOptions.builder().workingDirectory("/srv").build())) {
			assertThatIllegalArgumentException().isThrownBy(() -> SessionServer.open(client, options))
				.withMessageContaining("exec-ws");
		}
		assertThat(server.connections()).isZero();
	}

	@Test
	void mistakesOfTheCallerAreDetectedBeforeAnythingIsSent() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.open(" ", "ls", SessionOptions.none()).block(SessionServer.TIMEOUT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.open("cmp_1", " ", SessionOptions.none()).block(SessionServer.TIMEOUT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.open("cmp_1", "a\0b", SessionOptions.none()).block(SessionServer.TIMEOUT));
		assertThat(server.connections()).isZero();
	}

	@Test
	void loneSurrogatesAreRejectedBeforeAnythingIsSent() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		String text = "a\ud800b";
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.open("cmp_1", text, SessionOptions.none()).block(SessionServer.TIMEOUT));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client.open(text, "ls", SessionOptions.none()).block(SessionServer.TIMEOUT));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionOptions.builder().args(text));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionOptions.builder().env("A", text));
		assertThatIllegalArgumentException().isThrownBy(() -> SessionOptions.builder().workingDirectory(text));
		assertThat(server.connections()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer realm=\"x\"", "Basic realm=\"x\"", "Digest realm=\"x\", nonce=\"1\"" })
	void challengeIsNotAnswered(String challenge) throws Exception {
		SessionServer server = this.sessions.answering(
				(peer) -> peer.respond("HTTP/1.1 401 No\nWWW-Authenticate: " + challenge + "\nContent-Length: 0\n\n"));
		MiosaSessionClient client = this.sessions.client();
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> SessionServer.open(client))
			.satisfies((ex) -> assertThat(ex.getStatus()).isEqualTo(401));
		assertThat(server.connections()).isOne();
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 303, 307, 308 })
	void redirectIsNotFollowed(int status) throws Exception {
		SessionServer other = SessionServer.upgrading(SessionPeer::stay);
		try (other) {
			this.sessions.answering((peer) -> peer.respond("HTTP/1.1 " + status + " Go\nLocation: ws://127.0.0.1:"
					+ other.port() + "/\nContent-Length: 0\n\n"));
			assertThatExceptionOfType(MiosaServerException.class)
				.isThrownBy(() -> this.sessions.open(SessionOptions.none()))
				.withMessageContaining("redirects are not followed");
			assertThat(other.connections()).isZero();
		}
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = "other")
	void wrongSubprotocolEndsTheSession(String subprotocol) throws Exception {
		this.sessions.answering((peer) -> {
			peer.upgrade(subprotocol);
			peer.stay();
		});
		assertThatExceptionOfType(MiosaConnectionException.class)
			.isThrownBy(() -> this.sessions.open(SessionOptions.none()))
			.withMessageContaining("subprotocol")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
	}

	@Test
	void noServerMeansThatNothingWasSent() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		try (MiosaSessionClient client = MiosaSessionClient
			.builder(MiosaEndpoint.of("http://127.0.0.1:" + port, SessionServer.KEY, null))
			.build()) {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	void unknownHostMeansThatNothingWasSent() {
		try (MiosaSessionClient client = MiosaSessionClient
			.builder(MiosaEndpoint.of("https://host.invalid", SessionServer.KEY, null))
			.build()) {
			assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
		}
	}

	@Test
	void serverThatDropsTheRequestMayHaveRunTheCommand() throws Exception {
		SessionServer server = this.sessions.answering((peer) -> {
		});
		MiosaSessionClient client = this.sessions.client();
		assertThatExceptionOfType(MiosaConnectionException.class).isThrownBy(() -> SessionServer.open(client))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(server.connections()).isOne();
	}

	@Test
	@Tag("thorough")
	void serverThatDoesNotAnswerTimesOut() throws Exception {
		this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofSeconds(2)));
		this.sessions.answering(SessionPeer::stayWithoutReading);
		MiosaSessionClient client = this.sessions.client();
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> SessionServer.open(client))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	@Tag("thorough")
	void serverThatAnswersForeverTimesOut() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		this.sessions.configure((client) -> client.handshakeTimeout(Duration.ofSeconds(2)));
		this.sessions.answering((peer) -> {
			peer.respond("HTTP/1.1 101 Switching Protocols\n");
			while (true) {
				peer.respond("X: y\n");
				never.await(50, TimeUnit.MILLISECONDS);
			}
		});
		MiosaSessionClient client = this.sessions.client();
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(() -> SessionServer.open(client))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	void cancellationClosesTheConnectionThatIsOpenTooLate() throws Exception {
		CountDownLatch cancelled = new CountDownLatch(1);
		SessionServer server = this.sessions.answering((peer) -> {
			cancelled.await();
			peer.upgrade("miosa-exec-v1");
			peer.stay();
		});
		MiosaSessionClient client = this.sessions.client();
		Disposable subscription = client.open("cmp_1", "ls", SessionOptions.none()).subscribe();
		SessionPeer peer = server.nextPeer();
		subscription.dispose();
		cancelled.countDown();
		assertThat(peer.awaitGone()).isTrue();
	}

	@Test
	void commandOfAnyLengthArrives() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		String command = "x".repeat(200_000);
		try (MiosaSession session = client.open("cmp_1", command, SessionOptions.none()).block(SessionServer.TIMEOUT)) {
			assertThat(server.nextPeer().requestLine()).contains(command);
		}
	}

	@Test
	void nothingIsDoneBeforeTheSubscription() throws Exception {
		SessionServer server = this.sessions.upgrading(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		Mono<MiosaSession> open = client.open("cmp_1", "ls", SessionOptions.none());
		assertThat(server.connections()).isZero();
		open.block(SessionServer.TIMEOUT).close();
		open.block(SessionServer.TIMEOUT).close();
		Awaitility.await().until(() -> server.connections() == 2);
	}

	@Test
	void closedClientClosesItsSessionsAndOpensNoMore() throws Exception {
		MiosaSession session = this.sessions.open(SessionPeer::stay);
		MiosaSessionClient client = this.sessions.client();
		client.close();
		client.close();
		assertThat(session.exitCode()).failsWithin(SessionServer.TIMEOUT).withThrowableOfType(ExecutionException.class);
		assertThat(this.sessions.server().nextPeer().awaitGone()).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> SessionServer.open(client));
	}

	@Test
	void settingsAreChecked() {
		MiosaSessionClientBuilder builder = MiosaSessionClient
			.builder(MiosaEndpoint.of("https://host.invalid", SessionServer.KEY, null));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.handshakeTimeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.keepAliveInterval(Duration.ofSeconds(-1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.keepAliveTimeout(Duration.ofNanos(1)));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.awaitTimeout(Duration.ZERO));
	}

	private static List<String> query(String query) {
		List<String> parameters = new ArrayList<>();
		for (String parameter : query.split("&")) {
			assertThat(parameter).doesNotContain("+");
			parameters.add(URLDecoder.decode(parameter, StandardCharsets.UTF_8));
		}
		return parameters;
	}

}
