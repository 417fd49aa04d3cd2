package ai.miosa.spring.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSocketFactory;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.webclient.WebClientCustomizer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A call that ended before it was sent is never sent, even if a connection becomes
 * available later, and leaves nothing behind.
 */
class CancelledCallTests {

	private static final int CALLS = 30;

	private static final ExecOptions SHORT = ExecOptions.builder().timeout(Duration.ofMillis(1)).build();

	private static final ExecOptions LONG = ExecOptions.builder().timeout(Duration.ofMinutes(1)).build();

	@ParameterizedTest
	@EnumSource
	void doesNotArriveAfterWaitingForAConnection(Connector connector) throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		try (Deadlines deadlines = new Deadlines();
				RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
					if (request.body().contains("first")) {
						end.await();
					}
					connection.result("", 0);
				}));
				Application application = Application.start(connector, server.baseUrl(), "miosa.max-connections=1")) {
			CompletableFuture<ExecResult> first = application.reactive().bash("cmp_1", "first", LONG).toFuture();
			server.awaitArrivals(1);
			CompletableFuture<List<Throwable>> late = failures(application, "late ", SHORT);
			deadlines.pass();
			assertThat(late.join()).hasSize(CALLS).allSatisfy((ex) -> {
				assertThat(ex).hasMessageContaining("miosa.max-connections");
				assertThat(((MiosaTimeoutException) ex).mayHaveRun()).isFalse();
			});
			application.reactive().bash("cmp_1", "late, cancelled", LONG).subscribe().dispose();
			end.countDown();
			first.join();
			application.miosa().bash("cmp_1", "last", LONG);
			assertThat(server.arrivals("late")).isZero();
			assertThat(server.arrivals("last")).isOne();
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void doesNotArriveAfterConnecting(Connector connector) throws Exception {
		// Fills the queue of a listener that does not accept, so that connecting hangs
		try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
				Socket one = new Socket(listener.getInetAddress(), listener.getLocalPort());
				Socket two = new Socket(listener.getInetAddress(), listener.getLocalPort());
				Application application = Application.start(connector, "http://127.0.0.1:" + listener.getLocalPort(),
						"miosa.max-connections=5", "miosa.connect-timeout=1m", "miosa.exec.grace-period=200ms")) {
			for (int i = 0; i < 3; i++) {
				assertThat(failures(application, "late ", SHORT).join()).hasSize(CALLS)
					.allSatisfy((ex) -> assertThat(((MiosaTimeoutException) ex).mayHaveRun()).isFalse());
			}
			one.close();
			two.close();
			try (RawServer server = RawServer.http(listener,
					RawServer.answering((request, connection) -> connection.result("", 0)))) {
				assertThat(failures(application, "last ", LONG).join()).isEmpty();
				assertThat(server.arrivals("last ")).isEqualTo(CALLS);
				assertThat(server.arrivals("late")).isZero();
			}
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void doesNotArriveAfterTheTlsHandshake(Connector connector) throws Exception {
		SSLSocketFactory tls = Tls.serverContext().getSocketFactory();
		try (Deadlines deadlines = new Deadlines();
				ServerSocket listener = new ServerSocket(0, CALLS, InetAddress.getByName("127.0.0.1"));
				Application application = Application.start(connector, "https://127.0.0.1:" + listener.getLocalPort(),
						"miosa.connect-timeout=1m")) {
			CompletableFuture<List<Throwable>> late = failures(application, "late ", SHORT);
			List<Socket> accepted = new ArrayList<>();
			for (int i = 0; i < CALLS; i++) {
				accepted.add(listener.accept());
			}
			deadlines.pass();
			assertThat(late.join()).hasSize(CALLS)
				.allSatisfy((ex) -> assertThat(((MiosaTimeoutException) ex).mayHaveRun()).isFalse());
			for (Socket socket : accepted) {
				assertThat(received(tls, socket)).doesNotContain("late");
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void leavesNoConnectionBehind(Connector connector) throws Exception {
		int begun = 11;
		AtomicInteger responses = new AtomicInteger();
		WebClientCustomizer recorder = (builder) -> builder
			.filter((request, next) -> next.exchange(request).doOnNext((response) -> responses.incrementAndGet()));
		try (Deadlines deadlines = new Deadlines(); RawServer server = RawServer.http((connection) -> {
			if (connection.readRequest().body().contains("late 1")) {
				connection.write("HTTP/1.1 200 X\nContent-Length: 100\n\n{");
			}
			connection.awaitClose();
		}); Application application = Application.start(connector, server.baseUrl(), List.of(), recorder)) {
			CompletableFuture<List<Throwable>> late = failures(application, "late ", SHORT);
			server.awaitArrivals(CALLS);
			await().atMost(RawServer.LIMIT).until(() -> responses.get() == begun);
			deadlines.pass();
			assertThat(late.join()).hasSize(CALLS).hasOnlyElementsOfType(MiosaTimeoutException.class);
			server.awaitNoConnection();
		}
	}

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void leavesRoomForManyAtOnce(Connector connector) throws Exception {
		int many = 256;
		CountDownLatch all = new CountDownLatch(many);
		try (RawServer server = RawServer.http(RawServer.answering((request, connection) -> {
			all.countDown();
			all.await();
			connection.result("", 0);
		})); Application application = Application.start(connector, server.baseUrl(), "miosa.exec.grace-period=60s")) {
			Long results = Flux.range(0, many)
				.flatMap((number) -> application.reactive().bash("cmp_1", "echo " + number), many)
				.count()
				.block();
			assertThat(results).isEqualTo(many);
			assertThat(server.arrived()).hasSize(many);
		}
	}

	private static CompletableFuture<List<Throwable>> failures(Application application, String command,
			ExecOptions options) {
		return Flux.range(0, CALLS)
			.flatMap((number) -> application.reactive()
				.bash("cmp_1", command + number, options)
				.then(Mono.<Throwable>empty())
				.onErrorResume(Mono::just), CALLS)
			.collectList()
			.toFuture();
	}

	/**
	 * Offer TLS to a client and return what it sends before it closes the connection.
	 */
	private static String received(SSLSocketFactory tls, Socket socket) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (socket) {
			socket.setSoTimeout((int) RawServer.LIMIT.toMillis());
			tls.createSocket(socket, null, true).getInputStream().transferTo(bytes);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// The client has left, during the handshake at the latest
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
