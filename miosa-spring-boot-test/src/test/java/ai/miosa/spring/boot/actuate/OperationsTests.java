package ai.miosa.spring.boot.actuate;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What an operator sees over HTTP after commands with every possible outcome: the numbers
 * add up, and no secret appears.
 */
class OperationsTests {

	private static final String CANARY = "c4n4ry";

	private static final ExecOptions OPTIONS = ExecOptions.builder().env("TOKEN", CANARY + "-call").build();

	private static MiosaLocalComputer local;

	private static ActuatorApplication application;

	private static MiosaSession live;

	@BeforeAll
	static void run() {
		local = MiosaLocalComputer.start();
		application = ActuatorApplication.start(local, "miosa.exec.grace-period=1s", "miosa.exec.env.SECRET=" + CANARY,
				"miosa.session.env.SECRET=" + CANARY, "miosa.base-url=" + local.getBaseUrl() + "?token=" + CANARY,
				"management.endpoint.env.show-values=always", "management.endpoint.configprops.show-values=always");
		runCommands(application.miosa().computer());
		runSessions(application.miosa().computer());
		live = application.miosa()
			.computer()
			.spawn("read line; echo " + CANARY)
			.options(SessionOptions.pty(100, 30))
			.open();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(PrometheusScrape.of(application).sum("miosa_exec_seconds_count")).isEqualTo(18));
	}

	private static void runCommands(MiosaComputer computer) {
		for (int i = 0; i < 3; i++) {
			computer.bash("echo " + CANARY).options(OPTIONS).run();
		}
		computer.bash("exit 3").options(OPTIONS).run();
		computer.bash("exit 4").options(OPTIONS).run();
		computer.python("print('" + CANARY + "')").options(OPTIONS).run();
		computer.python("import sys; sys.exit(5)").options(OPTIONS).run();
		local.faults().next(Fault.rateLimited(Duration.ZERO)).next(Fault.rateLimited(Duration.ZERO));
		computer.bash("true").run();
		fail(() -> application.miosa().bash("nosuch", "echo " + CANARY));
		local.faults().next(Fault.error(500, "INTERNAL_ERROR"));
		fail(() -> computer.python("print('" + CANARY + "')").run());
		fail(() -> computer.bash("sleep 30 # " + CANARY).options(ExecOptions.timeout(Duration.ofSeconds(1))).run());
		local.faults().next(Fault.stall());
		fail(() -> computer.python("pass # " + CANARY).options(ExecOptions.timeout(Duration.ofMillis(1))).run());
		local.faults().next(Fault.stall());
		int arrived = local.requests();
		var call = application.bean(ReactiveMiosaExecTemplate.class).computer().bash("true").mono().subscribe();
		Awaitility.await().until(() -> local.requests() > arrived);
		call.dispose();
	}

	private static void runSessions(MiosaComputer computer) {
		try (MiosaSession session = computer.spawn("cat; echo four >&2").options(SessionOptions.pipes()).open()) {
			session.sendStdin("three!");
			session.closeStdin();
			assertThat(session.await()).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("three!");
		}
		try (MiosaSession session = computer.spawn("exit 6").open()) {
			assertThat(session.await()).isEqualTo(6);
		}
		local.sessionFaults().next(SessionFault.session().noExitFrame(1000));
		try (MiosaSession session = computer.spawn("true").open()) {
			fail(session::await);
		}
		local.sessionFaults().next(SessionFault.reject(Fault.error(500, "INTERNAL_ERROR")));
		fail(() -> computer.spawn("echo " + CANARY).open());
		computer.spawn("sleep 30").open().close();
	}

	private static void fail(Runnable call) {
		assertThat(catchThrowableOfType(MiosaException.class, call::run)).isNotNull();
	}

	@AfterAll
	static void stop() {
		application.close();
		local.close();
	}

	@ParameterizedTest
	@CsvSource({ "bash, success, 4", "bash, failure, 2", "bash, error, 1", "bash, timeout, 1", "bash, cancelled, 1",
			"python, success, 1", "python, failure, 1", "python, error, 1", "python, timeout, 1", "spawn, success, 1",
			"spawn, failure, 1", "spawn, lost, 1", "spawn, error, 1", "spawn, cancelled, 1" })
	void countsEveryExecutionOnce(String kind, String outcome, double count) {
		assertThat(PrometheusScrape.of(application)
			.sum("miosa_exec_seconds_count", "kind=\"" + kind + "\"", "outcome=\"" + outcome + "\"")).isEqualTo(count);
	}

	@ParameterizedTest
	@CsvSource({ "ComputerNotFoundException, 1", "MiosaServerException, 2", "MiosaTimeoutException, 2",
			"MiosaSessionLostException, 1", "none, 12" })
	void countsExceptions(String exception, double count) {
		assertThat(PrometheusScrape.of(application).sum("miosa_exec_seconds_count", "exception=\"" + exception + "\""))
			.isEqualTo(count);
	}

	@Test
	void measuresExecutionsInProgress() {
		PrometheusScrape scrape = PrometheusScrape.of(application);
		assertThat(scrape.sum("miosa_exec_active_seconds_count", "kind=\"spawn\"")).isEqualTo(1);
		assertThat(scrape.sum("miosa_exec_active_seconds_count")).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "rate_limited, 2", "connection, 0", "starting, 0" })
	void countsRetries(String reason, double count) {
		assertThat(PrometheusScrape.of(application).sum("miosa_exec_retries_total", "reason=\"" + reason + "\""))
			.isEqualTo(count);
	}

	@ParameterizedTest
	@CsvSource({ "stdin, 6", "stdout, 6", "stderr, 5" })
	void countsBytes(String stream, double bytes) {
		assertThat(PrometheusScrape.of(application).sum("miosa_sessions_bytes_total", "stream=\"" + stream + "\""))
			.isEqualTo(bytes);
	}

	@Test
	void countsLiveSessions() {
		assertThat(PrometheusScrape.of(application).sum("miosa_sessions_live")).isEqualTo(1);
	}

	@Test
	void hasTheSameNumbersInTheMetricsEndpoint() {
		assertThat(measurement("miosa.exec?tag=outcome:success")).isEqualTo(6);
		assertThat(measurement("miosa.exec.retries")).isEqualTo(2);
		assertThat(measurement("miosa.sessions.live")).isEqualTo(1);
		assertThat(measurement("miosa.sessions.bytes?tag=stream:stderr")).isEqualTo(5);
	}

	private static double measurement(String metric) {
		return application.readJson("metrics/" + metric).path("measurements").path(0).path("value").asDouble();
	}

	@Test
	@Tag("thorough")
	void hasTheMetricsOfTheDocumentedQueries() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		try (ActuatorApplication other = ActuatorApplication.start(local,
				"management.metrics.distribution.percentiles-histogram.miosa.exec=true")) {
			other.miosa().computer().bash("true").run();
			PrometheusScrape scrape = PrometheusScrape.of(other);
			assertThat(Pattern.compile("miosa_\\w+").matcher(page).results()).extracting(MatchResult::group)
				.contains("miosa_exec_seconds_count", "miosa_exec_seconds_bucket")
				.allSatisfy((metric) -> assertThat(scrape.sum(metric)).isPositive());
		}
	}

	@Test
	void showsTheLiveSession() {
		JsonNode sessions = application.readJson("miosasessions").path("sessions");
		assertThat(sessions).hasSize(1);
		assertThat(sessions.path(0).path("id").asString()).isEqualTo(live.getId());
	}

	@Tag("thorough")
	@Test
	void addsNoMetersForOtherComputersAndCommands() {
		List<String> before = PrometheusScrape.of(application).series();
		try (MiosaLocalComputer otherHost = MiosaLocalComputer.start();
				ActuatorApplication other = ActuatorApplication.start(otherHost)) {
			other.miosa().computer().bash("true").run();
			List<String> first = PrometheusScrape.of(other).series();
			for (int i = 0; i < 5; i++) {
				other.miosa().bash(otherHost.addComputer(), "echo " + i);
			}
			assertThat(PrometheusScrape.of(other).series()).isEqualTo(first);
		}
		assertThat(before).isNotEmpty();
	}

	@ParameterizedTest
	@Tag("thorough")
	@ValueSource(strings = { "prometheus", "health", "miosasessions", "configprops", "env", "metrics",
			"metrics/miosa.exec", "metrics/http.client.requests", "beans", "conditions", "loggers" })
	void showsNoSecret(String endpoint) {
		HttpResponse<String> response = application.request("GET", endpoint);
		// A status has one second here, so that the health may be DOWN
		assertThat(response.statusCode()).isIn(endpoint.equals("health") ? List.of(200, 503) : List.of(200));
		assertThat(response.body()).isNotEmpty().doesNotContain(CANARY, local.getApiKey());
	}

	@Test
	void showsTheRestOfTheConfiguration() {
		assertThat(application.read("env")).contains("miosa.computer-id", local.getComputerId(), local.getBaseUrl());
		assertThat(application.read("configprops")).contains("gracePeriod", local.getComputerId());
	}

	@Test
	void showsNoSecretInSpans() {
		assertThat(application.spans().getFinishedSpanItems()).hasSizeGreaterThan(18)
			.extracting((span) -> span.toString().toLowerCase(Locale.ROOT))
			.noneMatch((span) -> Stream.of(CANARY, local.getApiKey()).anyMatch(span::contains));
	}

}
