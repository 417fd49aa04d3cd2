package ai.miosa.spring.test;

import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each fault of a request.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
class FaultTests {

	private static final String COMMAND = "touch ran";

	private final MiosaLocalComputer computer;

	private final ApiClient client;

	FaultTests(MiosaLocalComputer computer) {
		this.computer = computer;
		this.client = new ApiClient(computer);
	}

	@Test
	void faultsAreConsumedInOrder() throws Exception {
		this.computer.faults().next(2, Fault.starting()).next(Fault.none()).next(Fault.error(502, "BAD_GATEWAY"));
		assertThat(status()).isEqualTo(409);
		assertThat(status()).isEqualTo(409);
		assertThat(this.computer.home().resolve("ran")).doesNotExist();
		assertThat(status()).isEqualTo(200);
		assertThat(this.computer.faults().remaining()).isEqualTo(1);
		assertThat(status()).isEqualTo(502);
		assertThat(status()).isEqualTo(200);
		assertThat(this.computer.arrivals(COMMAND)).isEqualTo(5);
	}

	@Test
	void clearForgetsFaults() throws Exception {
		this.computer.faults().next(5, Fault.stall()).clear();
		assertThat(status()).isEqualTo(200);
	}

	@Test
	void faultForACommandIsLeftToIt() throws Exception {
		this.computer.faults().nextFor(COMMAND, 2, Fault.error(502, "BAD_GATEWAY")).next(Fault.starting());
		assertThat(this.client.tryBash("true").statusCode()).isEqualTo(409);
		assertThat(this.client.tryBash("true").statusCode()).isEqualTo(200);
		assertThat(status()).isEqualTo(502);
		assertThat(status()).isEqualTo(502);
		assertThat(status()).isEqualTo(200);
	}

	@Test
	void faultBeforeTheBodyIsForNoCommand() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.computer.faults().nextFor(COMMAND, Fault.dropBeforeBody(ConnectionEnd.FIN)));
	}

	@Test
	void requestWithoutTheKeyConsumesNoFault() throws Exception {
		this.computer.faults().next(Fault.stall());
		assertThat(unauthorized("/computers")).isEqualTo(401);
		this.computer.faults().clear();
		this.computer.faults().next(Fault.dropBeforeBody(ConnectionEnd.RESET));
		assertThat(unauthorized("/computers")).isEqualTo(401);
		assertThat(this.computer.faults().remaining()).isEqualTo(1);
	}

	private int unauthorized(String path) throws Exception {
		return this.client.send(this.client.request(path).setHeader("Authorization", "Bearer msk_u_x").GET())
			.statusCode();
	}

	@Test
	void retryable() throws Exception {
		this.computer.faults().next(Fault.retryable(502, "AGENT_UNREACHABLE"));
		JsonNode error = ApiClient.json(this.client.tryBash(COMMAND)).path("error");
		assertThat(error.path("retryable").asBoolean()).isTrue();
		assertThat(error.path("code").asString()).isEqualTo("AGENT_UNREACHABLE");
		assertThat(this.computer.home()).isEmptyDirectory();
	}

	@Test
	void startingWithAHint() throws Exception {
		this.computer.faults().next(Fault.starting(Duration.ofMillis(1500)));
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.headers().firstValue("Retry-After")).contains("1.5");
		assertThat(ApiClient.json(response).at("/error/retry_after_ms").asInt()).isEqualTo(1500);
		assertThat(ApiClient.json(response).at("/error/retryable").asBoolean()).isTrue();
	}

	@RepeatedTest(5)
	@Tag("thorough")
	void refusedConnection() throws Exception {
		// The client must not have a connection of the test before
		try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
			ApiClient otherClient = new ApiClient(other);
			other.refuseConnections();
			other.refuseConnections();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> otherClient.tryBash(COMMAND));
			other.acceptConnections();
			other.acceptConnections();
			assertThat(otherClient.tryBash(COMMAND).statusCode()).isEqualTo(200);
			assertThat(other.arrivals(COMMAND)).isEqualTo(1);
		}
	}

	@Test
	void openConnectionEndsWhenConnectionsAreRefused() throws Exception {
		this.computer.faults().next(Fault.stall());
		try (Socket socket = this.client.rawExec(COMMAND, true)) {
			Awaitility.await().until(() -> this.computer.requests() == 1);
			this.computer.refuseConnections();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void refusedForAWhile() {
		try (MiosaLocalComputer other = MiosaLocalComputer.start()) {
			ApiClient otherClient = new ApiClient(other);
			other.refuseConnections(Duration.ofSeconds(5));
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> otherClient.tryBash(COMMAND));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.ignoreExceptions()
				.until(() -> otherClient.tryBash(COMMAND).statusCode() == 200);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void dropBeforeBodyInOrder(boolean withBody) throws Exception {
		String command = "# ".repeat(4_000_000);
		this.computer.faults().next(Fault.dropBeforeBody(ConnectionEnd.FIN));
		try (Socket socket = this.client.rawExec(command, withBody)) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(this.computer.arrivals(command)).isZero();
		assertThat(this.computer.requests()).isZero();
	}

	@Test
	void dropBeforeBodyByReset() throws Exception {
		this.computer.faults().next(Fault.dropBeforeBody(ConnectionEnd.RESET));
		try (Socket socket = this.client.rawExec(COMMAND, false)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThat(this.computer.requests()).isZero();
	}

	@Test
	void dropAfterBodyInOrder() throws Exception {
		this.computer.faults().next(Fault.dropAfterBody(ConnectionEnd.FIN));
		try (Socket socket = this.client.rawExec(COMMAND, true)) {
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		assertThat(this.computer.arrivals(COMMAND)).isEqualTo(1);
		assertThat(this.computer.home().resolve("ran")).doesNotExist();
	}

	@Test
	void dropAfterBodyByReset() throws Exception {
		this.computer.faults().next(Fault.dropAfterBody(ConnectionEnd.RESET));
		try (Socket socket = this.client.rawExec(COMMAND, true)) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThat(this.computer.arrivals(COMMAND)).isEqualTo(1);
	}

	@ParameterizedTest
	@EnumSource(ConnectionEnd.class)
	void dropAfterRunning(ConnectionEnd end) {
		this.computer.faults().next(Fault.dropAfterRunning(end));
		assertThatIOException().isThrownBy(this::status);
		assertThat(this.computer.home().resolve("ran")).exists();
		assertThat(this.computer.arrivals(COMMAND)).isEqualTo(1);
	}

	@Test
	void errorAfterRunning() throws Exception {
		this.computer.faults().next(Fault.errorAfterRunning(502, "AGENT_UNREACHABLE"));
		assertThat(status()).isEqualTo(502);
		assertThat(this.computer.home().resolve("ran")).exists();
		assertThat(this.computer.arrivals(COMMAND)).isEqualTo(1);
	}

	@Test
	void stall() throws Exception {
		this.computer.faults().next(Fault.stall());
		try (Socket socket = this.client.rawExec(COMMAND, true)) {
			Awaitility.await().until(() -> this.computer.arrivals(COMMAND) == 1);
			socket.setSoTimeout(300);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThat(this.computer.home().resolve("ran")).doesNotExist();
	}

	@Test
	void rateLimitedInSeconds() throws Exception {
		this.computer.faults().next(Fault.rateLimited(Duration.ofSeconds(7)));
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().firstValue("Retry-After")).contains("7");
		assertThat(response.body()).contains("rate_limit_exceeded").doesNotContain("retry_after_ms");
	}

	@Test
	void rateLimitedUntilADate() throws Exception {
		Instant until = Instant.parse("2030-03-05T17:46:40Z");
		this.computer.faults().next(Fault.rateLimited(until));
		assertThat(this.client.tryBash(COMMAND).headers().firstValue("Retry-After"))
			.contains("Tue, 05 Mar 2030 17:46:40 GMT");
	}

	@Test
	void rateLimitedInBody() throws Exception {
		this.computer.faults().next(Fault.rateLimitedInBody(Duration.ofMillis(1500))).next(Fault.rateLimited());
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.headers().firstValue("Retry-After")).isEmpty();
		assertThat(ApiClient.json(response).at("/error/retry_after_ms").asInt()).isEqualTo(1500);
		assertThat(this.client.tryBash(COMMAND).statusCode()).isEqualTo(429);
	}

	@ParameterizedTest
	@EnumSource(ErrorShape.class)
	void errorInAShape(ErrorShape shape) throws Exception {
		this.computer.faults().next(Fault.error(503, "COMPUTER_STARTING", shape));
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.statusCode()).isEqualTo(503);
		assertThat(response.body()).isNotEmpty();
	}

	@Test
	void anyReply() throws Exception {
		this.computer.faults().next(Fault.reply(599, "text/html", "<p>ü</p>"));
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.statusCode()).isEqualTo(599);
		assertThat(response.headers().firstValue("Content-Type")).contains("text/html");
		assertThat(response.body()).isEqualTo("<p>ü</p>");
	}

	@ParameterizedTest
	@ValueSource(ints = { 301, 302, 307, 308 })
	void redirect(int status) throws Exception {
		this.computer.faults().next(Fault.redirect(status, "http://127.0.0.1:1/"));
		HttpResponse<String> response = this.client.tryBash(COMMAND);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Location")).contains("http://127.0.0.1:1/");
		assertThat(this.computer.home().resolve("ran")).doesNotExist();
	}

	@Test
	void truncatedBody() {
		this.computer.faults().next(Fault.truncatedBody());
		assertThatIOException().isThrownBy(() -> this.client.tryBash(COMMAND))
			.withMessageMatching("fixed content-length: (\\d+), bytes received: [1-9].*");
		assertThat(this.computer.home().resolve("ran")).exists();
	}

	@Test
	void slowBody() throws Exception {
		this.computer.faults().next(Fault.slowBody(Duration.ofMillis(500)));
		long start = System.nanoTime();
		assertThat(this.client.bash("printf x").path("output").asString()).isEqualTo("x");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
	}

	@Test
	@Tag("thorough")
	void hugeBody() throws Exception {
		this.computer.faults().next(Fault.hugeBody(DataSize.ofMegabytes(8)));
		assertThat(this.client.bash(COMMAND).path("output").asString()).hasSize(8 * 1024 * 1024);
	}

	@Test
	void hugeBodyIsGeneratedOnlyAsFastAsItIsRead() throws Exception {
		this.computer.faults().next(Fault.hugeBody(DataSize.ofTerabytes(1)));
		try (Socket socket = this.client.rawExec(COMMAND, true)) {
			InputStream in = socket.getInputStream();
			assertThat(in.readNBytes(10_000_000)).hasSize(10_000_000);
		}
		assertThat(status()).isEqualTo(200);
	}

	@Test
	void missingExitCode() throws Exception {
		this.computer.faults().next(Fault.omitting("exit_code"));
		assertThat(this.client.bash("printf x").has("exit_code")).isFalse();
		assertThat(this.client.bash("printf x").has("exit_code")).isTrue();
	}

	@Test
	void otherShape() throws Exception {
		this.computer.faults().next(Fault.resultShape(ResultShape.RESULT));
		assertThat(this.client.bash("printf x").at("/result/output").asString()).isEqualTo("x");
	}

	private int status() throws Exception {
		return this.client.tryBash(COMMAND).statusCode();
	}

}
