package ai.miosa.spring.exec;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.WebClient;

import ai.miosa.spring.MiosaEndpoint;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Wire protocol, "One-shot execution with stdin and up to 600 s": how the templates read
 * the responses of that route.
 */
class CommandsRouteTests {

	private final CompletableFuture<String> body = new CompletableFuture<>();

	private volatile int status = 200;

	private volatile String answer = "";

	private HttpServer server;

	private MiosaExecTemplate miosa;

	@BeforeEach
	void start() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/v1/computers/c1/commands", this::answer);
		this.server.start();
		MiosaEndpoint endpoint = MiosaEndpoint.of("http://127.0.0.1:" + this.server.getAddress().getPort() + "/v1",
				"msk_u_1", null);
		this.miosa = new MiosaExecTemplate(ReactiveMiosaExecTemplate.builder(WebClient.builder(), endpoint).build());
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.body.complete(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		byte[] bytes = this.answer.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("X-Request-ID", "req_1");
		exchange.sendResponseHeaders(this.status, bytes.length);
		try (OutputStream out = exchange.getResponseBody()) {
			out.write(bytes);
		}
	}

	@Test
	@DisplayName("Wire: stdin and the environment reach the command; the result has both streams")
	void sendsStdin() throws Exception {
		this.answer = "{\"data\": {\"stdout\": \"out\", \"stderr\": \"err\", \"exit_code\": 3, \"duration_ms\": 5, "
				+ "\"timed_out\": false, \"stdout_truncated\": false, \"stderr_truncated\": false}}";
		ExecResult result = this.miosa.computer("c1").bash("cat").stdin("in").env("A", "it's").run();
		assertThat(this.body.get(5, TimeUnit.SECONDS))
			.isEqualTo("{\"command\":\"miosa_env=$(dd bs=1 count=20 2>/dev/null) || exit 127; eval \\\"$miosa_env\\\"; "
					+ "unset miosa_env; cat\",\"stdin\":\"export A='it'\\\\''s'; in\"}");
		assertThat(result).isEqualTo(
				new ExecResult(ExecKind.BASH, "c1", 3, "outerr", "out", "err", false, false, false, false, "req_1"));
	}

	@Test
	@DisplayName("Wire: detach, name, tty, sudo and user, which would detach the command, are not sent")
	void sendsNoFieldThatDetaches() throws Exception {
		this.answer = "{\"data\": {\"exit_code\": 0}}";
		this.miosa.computer("c1").bash("ls").stdin("").workingDirectory("/tmp").timeout(Duration.ofSeconds(1)).run();
		assertThat(this.body.get(5, TimeUnit.SECONDS))
			.isEqualTo("{\"command\":\"ls\",\"timeout_seconds\":1,\"cwd\":\"/tmp\",\"stdin\":\"\"}");
	}

	@Test
	@DisplayName("Wire: timed_out comes with exit code -1, which is not a command's")
	void reportsTimedOut() throws Exception {
		this.answer = "{\"stdout\": \"part\", \"exit_code\": -1, \"timed_out\": true}";
		ExecResult result = this.miosa.computer("c1").bash("sleep 900").timeout(Duration.ofSeconds(600)).run();
		assertThat(this.body.get(5, TimeUnit.SECONDS)).isEqualTo("{\"command\":\"sleep 900\",\"timeout_seconds\":600}");
		assertThat(result.timedOut()).isTrue();
		assertThat(result.isSuccess()).isFalse();
		assertThat(result.output()).isEqualTo("part");
		assertThatExceptionOfType(ExecFailedException.class).isThrownBy(result::orThrow)
			.withMessageContaining("timeout")
			.withMessageNotContaining("-1");
	}

	@Test
	@DisplayName("Wire: stdout_truncated or stderr_truncated means output was cut short")
	void reportsTruncated() {
		this.answer = "{\"stdout\": \"\", \"exit_code\": 0, \"stderr_truncated\": true}";
		assertThat(this.miosa.computer("c1").bash("cat").stdin("").run().truncated()).isTrue();
	}

	@Test
	void inventsNoExitCode() {
		this.answer = "{\"stdout\": \"\", \"exit_code\": null, \"timed_out\": true}";
		assertThatExceptionOfType(MiosaMalformedResponseException.class)
			.isThrownBy(() -> this.miosa.computer("c1").bash("cat").stdin("").run());
	}

	@Test
	@DisplayName("Wire: 422 TIMEOUT_TOO_LONG is an invalid request")
	void reportsErrors() {
		this.status = 422;
		this.answer = "{\"error\": {\"code\": \"TIMEOUT_TOO_LONG\", \"message\": \"…\"}}";
		assertThatExceptionOfType(MiosaInvalidRequestException.class)
			.isThrownBy(() -> this.miosa.computer("c1").bash("cat").stdin("").run())
			.withMessageContaining("TIMEOUT_TOO_LONG")
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isFalse());
	}

}
