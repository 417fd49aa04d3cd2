package ai.miosa.spring.session.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * No secret is logged, even at {@code TRACE} and whatever fails.
 */
class MiosaSessionSecretsTests {

	private static final String COMMAND = "canary-command";

	private static final List<String> SECRETS = List.of(SessionServer.KEY, COMMAND, "canary-argument", "canary-value",
			"canary-stdin", "canary-stdout", "canary-stderr", "canary-region");

	private static final SessionOptions OPTIONS = SessionOptions.builder()
		.args("canary-argument")
		.env("CANARY", "canary-value")
		.build();

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final Logger logback = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Level logbackLevel = this.logback.getLevel();

	private final java.util.logging.Logger jul = LogManager.getLogManager().getLogger("");

	private final java.util.logging.Level julLevel = this.jul.getLevel();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			MiosaSessionSecretsTests.this.log.add(event.getLoggerName() + " " + event.getFormattedMessage()
					+ ThrowableProxyUtil.asString(event.getThrowableProxy()));
		}

	};

	private final Handler handler = new Handler() {

		private final SimpleFormatter formatter = new SimpleFormatter();

		@Override
		public void publish(LogRecord record) {
			MiosaSessionSecretsTests.this.log.add(record.getLoggerName() + " " + this.formatter.format(record));
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

	};

	@BeforeEach
	void logEverything() {
		this.appender.start();
		this.logback.iteratorForAppenders().forEachRemaining((other) -> other.stop());
		this.logback.addAppender(this.appender);
		this.logback.setLevel(Level.TRACE);
		for (Handler other : this.jul.getHandlers()) {
			other.setLevel(java.util.logging.Level.OFF);
		}
		this.handler.setLevel(java.util.logging.Level.ALL);
		this.jul.addHandler(this.handler);
		this.jul.setLevel(java.util.logging.Level.ALL);
	}

	@AfterEach
	void logAsBefore() {
		this.jul.setLevel(this.julLevel);
		this.jul.removeHandler(this.handler);
		this.logback.setLevel(this.logbackLevel);
		this.logback.detachAppender(this.appender);
		this.logback.iteratorForAppenders().forEachRemaining((other) -> other.start());
	}

	@Test
	void liveSession() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("canary-stdout");
			peer.stderr("canary-stderr");
			peer.nextMessage();
			peer.exitAndClose(0);
		}); MiosaSessionClient client = client(server, Duration.ofSeconds(5)); MiosaSession session = open(client)) {
			session.sendStdin("canary-stdin");
			assertThat(session.await()).isZero();
			this.log.add(session + " " + session.getInfo() + " " + session.captured(SessionStream.STDOUT) + " "
					+ OPTIONS + " " + client);
		}
		assertThat(this.log).anyMatch((line) -> line.contains("WebSocketClient Connecting to"));
		assertThat(this.log).anyMatch((line) -> line.contains("io.netty"));
		assertNoSecrets();
	}

	@Test
	void lostSession() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("canary-stdout");
			peer.reset();
		}); MiosaSessionClient client = client(server, Duration.ofSeconds(5)); MiosaSession session = open(client)) {
			record(catchThrowable(session::await));
		}
		assertNoSecrets();
	}

	@Test
	void failingHandler() throws Exception {
		try (SessionServer server = SessionServer.upgrading((peer) -> {
			peer.stdout("canary-stdout");
			peer.stay();
		});
				MiosaSessionClient client = client(server, Duration.ofSeconds(5));
				MiosaSession session = client.open("cmp_1", COMMAND, OPTIONS.toBuilder().outputHandler((output) -> {
					throw new IllegalStateException("mine");
				}).build()).block(SessionServer.TIMEOUT)) {
			record(catchThrowable(session::await));
		}
		assertNoSecrets();
	}

	@Test
	void failedHandshakes() throws Exception {
		for (SessionServer.Script script : List.<SessionServer.Script>of(
				(peer) -> peer.respond("HTTP/1.1 401 No\nContent-Length: 0\n\n"),
				(peer) -> peer.respond("HTTP/1.1 401 No\nWWW-Authenticate: Basic realm=\"x\"\n\n"),
				(peer) -> peer.respond("HTTP/1.1 404 No\nContent-Length: 0\n\n"),
				(peer) -> peer.respond(
						"HTTP/1.1 302 Go\nLocation: ws://127.0.0.1:1/" + peer.requestLine().split(" ")[1] + "\n\n"),
				(peer) -> peer.respond("HTTP/1.1 101 Go\n" + peer.requestLine().split(" ")[1] + "\n\n"),
				(peer) -> peer.respond("no HTTP\n\n"), (peer) -> {
				}, SessionPeer::reset, SessionPeer::stayWithoutReading, (peer) -> {
					peer.upgrade("other");
					peer.stay();
				})) {
			try (SessionServer server = SessionServer.refusing(script);
					MiosaSessionClient client = client(server, Duration.ofMillis(200))) {
				record(catchThrowable(() -> open(client)));
			}
		}
		assertNoSecrets();
	}

	@Test
	void noConnection() throws Exception {
		int port;
		try (ServerSocket socket = new ServerSocket(0)) {
			port = socket.getLocalPort();
		}
		for (String url : List.of("http://127.0.0.1:" + port, "https://127.0.0.1:" + port, "https://host.invalid")) {
			try (MiosaSessionClient client = MiosaSessionClient
				.builder(MiosaEndpoint.of(url + "?region=canary-region", SessionServer.KEY, null))
				.build()) {
				record(catchThrowable(() -> open(client)));
			}
		}
		assertNoSecrets();
	}

	@Test
	void mistakesOfTheCaller() throws Exception {
		try (SessionServer server = SessionServer.upgrading(SessionPeer::stay);
				MiosaSessionClient client = client(server, Duration.ofSeconds(5))) {
			record(catchThrowable(() -> client.open("cmp_1", COMMAND + '\0', OPTIONS).block(SessionServer.TIMEOUT)));
			record(catchThrowable(() -> SessionOptions.builder().env("A", "canary-value\0")));
			record(catchThrowable(() -> SessionOptions.builder().args("canary-argument\0")));
		}
		assertNoSecrets();
	}

	private static MiosaSessionClient client(SessionServer server, Duration handshakeTimeout) {
		MiosaEndpoint endpoint = MiosaEndpoint.of("http://127.0.0.1:" + server.port() + "/?region=canary-region",
				SessionServer.KEY, null);
		return MiosaSessionClient.builder(endpoint).handshakeTimeout(handshakeTimeout).build();
	}

	private static MiosaSession open(MiosaSessionClient client) {
		return client.open("cmp_1", COMMAND, OPTIONS).block(SessionServer.TIMEOUT);
	}

	private void record(Throwable thrown) {
		assertThat(thrown).isNotNull();
		StringWriter text = new StringWriter();
		thrown.printStackTrace(new PrintWriter(text));
		this.log.add(text.toString());
	}

	private void assertNoSecrets() {
		assertThat(this.log).isNotEmpty();
		for (String line : List.copyOf(this.log)) {
			assertThat(line).doesNotContain(SECRETS);
		}
	}

}
