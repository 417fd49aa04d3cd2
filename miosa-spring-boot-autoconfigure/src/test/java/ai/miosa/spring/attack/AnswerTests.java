package ai.miosa.spring.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.webclient.WebClientCustomizer;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaRateLimitedException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever the server sends, the call fails with a {@code MiosaException} that describes
 * it, and the command arrives once.
 */
class AnswerTests {

	private static final String CANARY = "wire-canary";

	private static final List<Row> ROWS = List.of(
			row("401 without a challenge", (c) -> respond(c, 401, "", "{}"), MiosaAuthenticationException.class, false),
			row("401 with an unreadable challenge", (c) -> respond(c, 401, "WWW-Authenticate: ,=\"\n", "{}"),
					MiosaAuthenticationException.class, false),
			row("401 with a challenge", (c) -> respond(c, 401, "WWW-Authenticate: Basic realm=\"x\"\n", "{}"),
					MiosaAuthenticationException.class, false),
			row("407", (c) -> respond(c, 407, "", ""), MiosaConnectionException.class, false),
			row("404 of another server", (c) -> respond(c, 404, "", "<html>"), MiosaInvalidRequestException.class,
					false),
			row("409 whose body is cut", (c) -> c.write("HTTP/1.1 409 X\nContent-Length: 100\n\n{\"co"),
					ComputerNotRunningException.class, false),
			row("429 whose body stalls", (c) -> {
				c.write("HTTP/1.1 429 X\nContent-Length: 100\nRetry-After: 7\n\n{\"co");
				c.awaitClose();
			}, MiosaRateLimitedException.class, false),
			row("401 whose chunk is malformed",
					(c) -> c.write("HTTP/1.1 401 X\nTransfer-Encoding: chunked\n\n" + CANARY + "\n"),
					MiosaAuthenticationException.class, false),
			row("500 with a long body", (c) -> respond(c, 500, "", "x".repeat(200_000)), MiosaServerException.class,
					true),
			row("redirect", (c) -> respond(c, 302, "Location: http://127.0.0.1:1/\n", ""), MiosaServerException.class,
					true),
			row("status line of two digits", (c) -> c.write("HTTP/1.1 20 " + CANARY + "\nContent-Length: 0\n\n"),
					MiosaConnectionException.class, true),
			// The JDK's client reads three digits of them
			row("status line of four digits", (c) -> c.write("HTTP/1.1 2000 " + CANARY + "\nContent-Length: 0\n\n"),
					MiosaException.class, true),
			row("no HTTP at all", (c) -> c.write(CANARY + "\n\n"), MiosaConnectionException.class, true),
			row("malformed header", (c) -> c.write("HTTP/1.1 200 X\n" + CANARY + " \u0001\nContent-Length: x\n\n"),
					MiosaException.class, true),
			row("200 whose body is cut", (c) -> c.write("HTTP/1.1 200 X\nContent-Length: 100\n\n{\"exit_code\":0}"),
					MiosaConnectionException.class, true),
			row("200 whose chunk is malformed",
					(c) -> c.write("HTTP/1.1 200 X\nTransfer-Encoding: chunked\n\n" + CANARY + "\n"),
					MiosaConnectionException.class, true),
			row("200 whose body stalls", (c) -> {
				c.write("HTTP/1.1 200 X\nContent-Length: 100\n\n{\"exit_code\":0}");
				c.awaitClose();
			}, MiosaTimeoutException.class, true),
			row("no answer", (c) -> c.awaitClose(), MiosaTimeoutException.class, true),
			row("end of the connection", (c) -> {
			}, MiosaConnectionException.class, true),
			row("reset", (c) -> c.reset(), MiosaConnectionException.class, true),
			row("interim response and the end", (c) -> c.write("HTTP/1.1 103 X\n\n"), MiosaConnectionException.class,
					true),
			row("200 without a body", (c) -> respond(c, 200, "", ""), MiosaMalformedResponseException.class, true),
			row("200 that is not JSON", (c) -> respond(c, 200, "", CANARY), MiosaMalformedResponseException.class,
					true),
			row("200 without an exit code", (c) -> respond(c, 200, "", "{\"output\": \"" + CANARY + "\"}"),
					MiosaMalformedResponseException.class, true),
			row("exit code that is no number", (c) -> respond(c, 200, "", "{\"exit_code\": \"0\"}"),
					MiosaMalformedResponseException.class, true),
			row("exit code beyond 32 bits", (c) -> respond(c, 200, "", "{\"exit_code\": 4294967296}"),
					MiosaMalformedResponseException.class, true));

	@ParameterizedTest
	@Tag("thorough")
	@EnumSource
	void failsAsTheServerAnswered(Connector connector) throws Exception {
		assertThat(problems(connector, "http")).isEmpty();
		assertThat(problems(connector, "https")).isEmpty();
	}

	private static List<String> problems(Connector connector, String scheme) throws Exception {
		AtomicInteger responses = new AtomicInteger();
		WebClientCustomizer recorder = (builder) -> builder
			.filter((request, next) -> next.exchange(request).doOnNext((response) -> responses.incrementAndGet()));
		try (RawServer server = RawServer.of(scheme, AnswerTests::attack);
				Application application = Application.start(connector, server.baseUrl(), List.of(), recorder)) {
			List<String> problems = new ArrayList<>();
			for (Row row : ROWS) {
				if (!row.isStall()) {
					problems.addAll(problems(server, application.reactive(), row).join());
				}
			}
			problems.addAll(problemsOfStalls(server, application, responses));
			return problems;
		}
	}

	/**
	 * Let stalled calls time out once as much of their response has arrived as ever will.
	 */
	private static List<String> problemsOfStalls(RawServer server, Application application, AtomicInteger responses) {
		List<Row> stalls = ROWS.stream().filter(Row::isStall).toList();
		int arrived = server.arrived().size() + stalls.size();
		int answered = responses.get() + (int) stalls.stream().filter(Row::isAnswered).count();
		try (Deadlines deadlines = new Deadlines()) {
			List<CompletableFuture<List<String>>> problems = stalls.stream()
				.map((row) -> problems(server, application.reactive(), row))
				.toList();
			server.awaitArrivals(arrived);
			await().atMost(RawServer.LIMIT).until(() -> responses.get() == answered);
			deadlines.pass();
			return problems.stream().flatMap((problem) -> problem.join().stream()).toList();
		}
	}

	private static void attack(RawServer.Connection connection) throws Exception {
		String body = connection.readRequest().body();
		for (Row row : ROWS) {
			if (body.contains(row.command())) {
				row.attack().to(connection);
			}
		}
	}

	private static CompletableFuture<List<String>> problems(RawServer server, ReactiveMiosaExecTemplate miosa,
			Row row) {
		return miosa.bash("cmp_1", row.command(), ExecOptions.builder().timeout(row.timeout()).build())
			.map((result) -> List.of(row.name() + ": " + result))
			.onErrorResume((ex) -> Mono.just(row.problems(ex, server.arrivals(row.command()))))
			.toFuture();
	}

	/**
	 * Respond and announce the end of the connection.
	 */
	private static void respond(RawServer.Connection connection, int status, String headers, String body)
			throws IOException {
		connection.respond(status, "Connection: close\n" + headers, body);
	}

	private static Row row(String name, Attack attack, Class<? extends MiosaException> type, boolean mayHaveRun) {
		return new Row(name, attack, type, mayHaveRun);
	}

	private record Row(String name, Attack attack, Class<? extends MiosaException> type, boolean mayHaveRun) {

		boolean isStall() {
			return this.type == MiosaTimeoutException.class || this.name.contains("stalls");
		}

		boolean isAnswered() {
			return !this.name.equals("no answer");
		}

		Duration timeout() {
			return Duration.ofSeconds(isStall() ? 1 : 60);
		}

		String command() {
			return "echo " + this.name + ";";
		}

		List<String> problems(Throwable thrown, long arrivals) {
			List<String> problems = new ArrayList<>();
			if (!this.type.isInstance(thrown)) {
				problems.add(this.name + ": " + thrown);
			}
			else if (((MiosaException) thrown).mayHaveRun() != this.mayHaveRun) {
				problems.add(this.name + ": mayHaveRun() is wrong: " + thrown);
			}
			else if (!"cmp_1".equals(((MiosaException) thrown).getComputerId())) {
				problems.add(this.name + ": no computer: " + thrown);
			}
			for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
				if (cause.toString().contains(CANARY)) {
					problems.add(this.name + ": quotes the wire: " + cause);
				}
			}
			if (arrivals != 1) {
				problems.add(this.name + ": " + arrivals + " arrivals");
			}
			return problems;
		}

	}

	private interface Attack {

		void to(RawServer.Connection connection) throws Exception;

	}

}
