package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaInvalidRequestException;
import ai.miosa.spring.MiosaMalformedResponseException;
import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.MiosaServerException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.RecordedRequest;
import ai.miosa.spring.test.ResultShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The templates against a local computer: the rows of the wire protocol for one-shot
 * execution, a computer's state and credentials.
 */
class MiosaExecTemplateTests {

	private static final Set<String> OWN_FRAMES = Set.of(BlockingCall.class.getName(),
			MiosaExecTemplate.class.getName(), MiosaExecOperations.class.getName());

	private static MiosaLocalComputer computer;

	private static LocalComputerApplication application;

	private static MiosaExecTemplate miosa;

	private static String id;

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		id = computer.getComputerId();
		application = LocalComputerApplication.start(computer, "miosa.exec.env.DEFAULT=d",
				"miosa.exec.max-output-size=1MB", "miosa.tenant=acme");
		miosa = application.template();
	}

	@AfterAll
	static void stop() {
		application.close();
		computer.close();
	}

	@AfterEach
	void clearFaults() {
		computer.faults().clear();
	}

	@Test
	@DisplayName("Wire: POST /computers/{id}/exec runs bash")
	void runsBash() {
		ExecResult result = miosa.bash(id, "echo out; echo err >&2; exit 3");
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(result.isSuccess()).isFalse();
		assertThat(result.stdout()).isEqualTo("out\n");
		assertThat(result.stderr()).isEqualTo("err\n");
		assertThat(result.output()).contains("out\n", "err\n");
		assertThat(result.requestId()).isNotBlank();
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: POST /computers/{id}/exec/python runs python")
	void runsPython() {
		ExecResult result = miosa.python(id, "import sys; print(6 * 7); sys.exit(4)");
		assertThat(result.exitCode()).isEqualTo(4);
		assertThat(result.stdout()).isEqualTo("42\n");
	}

	@Test
	void runsOnTheReactiveTemplate() {
		Mono<ExecResult> result = application.reactive().bash(id, "echo reactive");
		int before = computer.requests();
		assertThat(result.block(Duration.ofSeconds(10))).extracting(ExecResult::output).isEqualTo("reactive\n");
		assertThat(computer.requests()).isEqualTo(before + 1);
	}

	@Test
	@Tag("thorough")
	void acceptsOptionsOfASpecification() {
		assertThat(miosa.computer(id).bash("pwd").workingDirectory("/tmp").run().output()).isEqualTo("/tmp\n");
		assertThat(miosa.computer().python("import os; print(os.environ['A'])").env("A", "1").run())
			.extracting(ExecResult::output)
			.isEqualTo("1\n");
		try (MiosaSession session = miosa.computer(id).spawn("stty size").pty(120, 40).open()) {
			session.await(Duration.ofSeconds(10));
			assertThat(session.captured(SessionStream.STDOUT).text()).isEqualTo("40 120\r\n");
		}
	}

	@Test
	void showsTheCallerInASuppressedException() {
		assertThatExceptionOfType(ComputerNotFoundException.class).isThrownBy(() -> miosa.bash("nosuch", "true"))
			.satisfies((ex) -> assertThat(ex.getSuppressed()[0].getStackTrace())
				.extracting(StackTraceElement::getClassName)
				.filteredOn((name) -> !OWN_FRAMES.contains(name))
				.first()
				.isEqualTo(MiosaExecTemplateTests.class.getName()));
	}

	@Test
	void passesOptionsOverDefaults() {
		ExecOptions options = ExecOptions.builder().workingDirectory("/tmp").env("CALL", "é $x\n").build();
		ExecResult result = miosa.bash(id, "pwd; echo $DEFAULT; printf '%s' \"$CALL\"", options);
		assertThat(result.output()).isEqualTo("/tmp\nd\né $x\n");
	}

	@Test
	@Tag("thorough")
	void bindsComputers() {
		assertThat(miosa.computer().bash("echo bound").run().output()).isEqualTo("bound\n");
		assertThat(miosa.computer(id).python("print(1)").options(ExecOptions.none()).run().output()).isEqualTo("1\n");
		assertThat(application.reactive().computer().getId()).isEqualTo(id);
	}

	@Test
	@DisplayName("Wire: request headers")
	void sendsHeaders() {
		miosa.bash(id, "true");
		RecordedRequest request = computer.lastRequest();
		assertThat(request.header("Authorization")).isEqualTo("Bearer " + computer.getApiKey());
		assertThat(request.header("X-MIOSA-Tenant")).isEqualTo("acme");
		assertThat(request.header("User-Agent")).startsWith("miosa-spring/");
		assertThat(request.header("Accept")).isEqualTo("application/json");
		assertThat(request.header("Content-Type")).isEqualTo("application/json");
	}

	@Test
	@Tag("thorough")
	@DisplayName("Wire: {id} is one percent-encoded segment; a base URL's query is kept")
	void encodesIdAndKeepsQuery() {
		computer.addComputer("a/b c?d%é");
		try (LocalComputerApplication other = LocalComputerApplication.start(computer,
				"miosa.base-url=" + computer.getBaseUrl() + "?region=eu")) {
			assertThat(other.template().bash("a/b c?d%é", "echo odd").output()).isEqualTo("odd\n");
			assertThat(computer.lastRequest().uri()).endsWith("?region=eu").contains("a%2Fb%20c%3Fd%25%C3%A9");
		}
	}

	@ParameterizedTest
	@EnumSource
	@DisplayName("Wire: the result is bare or wrapped in data or result")
	void readsEveryResultShape(ResultShape shape) {
		computer.faults().next(Fault.resultShape(shape));
		assertThat(miosa.bash(id, "echo shaped").output()).isEqualTo("shaped\n");
	}

	@Test
	@DisplayName("Wire: stdout, stderr and success may be missing, and stdout is then all output")
	void returnsAllOutputWhereStdoutIsMissing() {
		computer.faults().next(Fault.omitting("stdout", "stderr", "success"));
		ExecResult result = miosa.bash(id, "echo one");
		assertThat(result.stdout()).isEqualTo("one\n");
		assertThat(result.stderr()).isEmpty();
		assertThat(result.output()).isEqualTo("one\n");
		assertThat(result.combined()).isTrue();
		assertThat(miosa.bash(id, "echo one").combined()).isFalse();
	}

	@Test
	@DisplayName("Wire: a missing exit_code is malformed, not a success")
	void rejectsMissingExitCode() {
		computer.faults().next(Fault.omitting("exit_code"));
		assertThatExceptionOfType(MiosaMalformedResponseException.class).isThrownBy(() -> miosa.bash(id, "true"))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue())
			.satisfies((ex) -> assertThat(ex.getRequestId()).isNotBlank());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "canary", "[]", "{\"exit_code\": \"0\"}", "{\"exit_code\": 0.5}",
			"{\"exit_code\": 99999999999}", "{\"exit_code\": null}", "{\"data\": {}}" })
	void rejectsMalformedResults(String body) {
		computer.faults().next(Fault.reply(200, "application/json", body));
		assertThatExceptionOfType(MiosaMalformedResponseException.class).isThrownBy(() -> miosa.bash(id, "true"))
			.withMessageNotContaining("canary");
	}

	@Test
	@DisplayName("Wire: unknown fields are ignored; a negative exit code is kept")
	void ignoresUnknownFields() {
		computer.faults()
			.next(Fault.reply(200, "application/json",
					"{\"exit_code\": -1, \"output\": \"o\", \"novel\": {\"a\": 1}}"));
		ExecResult result = miosa.bash(id, "true");
		assertThat(result).isEqualTo(
				new ExecResult(ExecKind.BASH, id, -1, "o", "o", "", true, false, false, false, result.requestId()));
	}

	@Test
	void namesAMissingWorkingDirectory() {
		assertThatExceptionOfType(MiosaInvalidRequestException.class)
			.isThrownBy(() -> miosa.bash(id, "pwd", ExecOptions.builder().workingDirectory("/no/such").build()))
			.withMessageContaining("the working directory does not exist")
			.withMessageNotContaining("/no/such")
			.returns(false, MiosaException::mayHaveRun);
	}

	@Test
	void variablesAreNotInTheListOfProcesses() {
		String search = "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -c -f /dev/fd/3 3<<<\"$A\"";
		ExecOptions env = ExecOptions.builder().env("A", "canary-4711").build();
		assertThat(miosa.bash(id, search, env).output()).isEqualTo("0\n");
		assertThat(miosa.bash(id, search, env.toBuilder().stdin("").build()).output()).isEqualTo("0\n");
		assertThat(miosa.bash(id, search, env.toBuilder().timeout(Duration.ofSeconds(600)).build()).output())
			.isEqualTo("0\n");
	}

	@Test
	@Tag("thorough")
	void readsJson() {
		assertThat(miosa.python(id, "import json; print(json.dumps([1, 2]))")
			.map(int[].class, new JsonMapper()::readValue)).containsExactly(1, 2);
	}

	@Test
	void readsOutputThatIsNotUtf8() {
		assertThat(miosa.bash(id, "printf 'a\\377b'").stdout()).isEqualTo("a\ufffdb");
	}

	@Test
	@DisplayName("Wire: GET /computers/{id} tells the state")
	void readsStatus() {
		assertThat(miosa.computer(id).status()).isEqualTo(new ComputerStatus(State.RUNNING, "running"));
		assertThat(miosa.computer().status().isRunning()).isTrue();
		computer.faults().next(Fault.reply(200, "application/json", "{\"status\": \"active\"}"));
		assertThat(miosa.computer(id).status()).isEqualTo(new ComputerStatus(State.RUNNING, "active"));
		computer.faults().next(Fault.reply(200, "application/json", "{\"status\": \"novel\"}"));
		assertThat(miosa.computer(id).status()).isEqualTo(new ComputerStatus(State.UNKNOWN, "novel"));
	}

	@Test
	@DisplayName("Wire: 404 NOT_FOUND, 409 NOT_RUNNING and 401 invalid_token")
	void raisesTypedErrors() {
		assertThatExceptionOfType(ComputerNotFoundException.class).isThrownBy(() -> miosa.bash("nosuch", "true"));
		String stopped = computer.addComputer();
		computer.setStatus(stopped, State.STOPPED);
		assertThatExceptionOfType(ComputerNotRunningException.class).isThrownBy(() -> miosa.bash(stopped, "true"));
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.api-key=msk_u_wrong")) {
			assertThatExceptionOfType(MiosaAuthenticationException.class)
				.isThrownBy(() -> other.template().bash(id, "true"))
				.satisfies((ex) -> assertThat(ex.getRequestId()).isNotBlank());
		}
	}

	@Test
	@Tag("thorough")
	void reportsTheServersTimeout() {
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> miosa.bash(id, "sleep 60", ExecOptions.timeout(Duration.ofSeconds(1))))
			.satisfies((ex) -> assertThat(ex.getOrigin()).isEqualTo(MiosaTimeoutException.Origin.SERVER))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	@Tag("thorough")
	void addsTheGracePeriodToTheTimeout() {
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.exec.grace-period=1s")) {
			assertThat(other.template().bash(id, "sleep 0.2; echo late", ExecOptions.timeout(Duration.ofMinutes(1))))
				.extracting(ExecResult::output)
				.isEqualTo("late\n");
			computer.faults().next(Fault.stall());
			assertThatExceptionOfType(MiosaTimeoutException.class)
				.isThrownBy(() -> other.template().bash(id, "true", ExecOptions.timeout(Duration.ofMillis(1))))
				.withMessageContaining("1001 ms")
				.satisfies((ex) -> assertThat(ex.getOrigin()).isEqualTo(MiosaTimeoutException.Origin.CLIENT))
				.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		}
	}

	@Test
	void rejectsTooMuchOutput() {
		assertThat(miosa.bash(id, "head -c 400000 /dev/zero | tr '\\0' x").output()).hasSize(400_000);
		computer.faults().next(Fault.hugeBody(DataSize.ofGigabytes(4)));
		assertThatExceptionOfType(MiosaOutputTooLargeException.class).isThrownBy(() -> miosa.bash(id, "true"))
			.satisfies((ex) -> assertThat(ex.getLimit()).isEqualTo(1024 * 1024))
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
	}

	@Test
	void readsNoMoreOfAnErrorThanNeeded() {
		computer.faults().next(Fault.reply(500, "text/html", "x".repeat(1024 * 1024)));
		assertThatExceptionOfType(MiosaServerException.class).isThrownBy(() -> miosa.bash(id, "true"));
	}

	@Test
	void sendsNothingForBadInput() {
		int before = computer.requests();
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.bash("", "true"));
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.bash(id, " "));
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.python(id, "a\0"));
		assertThatIllegalArgumentException().isThrownBy(() -> miosa.computer(".."));
		assertThatIllegalArgumentException().isThrownBy(() -> application.reactive().bash("", "true"));
		assertThat(computer.requests()).isEqualTo(before);
	}

	@Test
	void failsOnANonBlockingThread() {
		int before = computer.requests();
		Mono<ExecResult> call = Mono.fromCallable(() -> miosa.bash(id, "true")).subscribeOn(Schedulers.parallel());
		assertThatIllegalStateException().isThrownBy(() -> call.block(Duration.ofSeconds(10)))
			.withMessageContaining("use the reactive form");
		assertThat(computer.requests()).isEqualTo(before);
	}

	@Test
	void stopsWaitingWhenInterrupted() throws Exception {
		AtomicReference<Throwable> failure = new AtomicReference<>();
		CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				miosa.bash(id, "touch started; sleep 30; touch survived");
			}
			catch (RuntimeException ex) {
				failure.set(ex);
			}
			interrupted.complete(Thread.currentThread().isInterrupted());
		});
		caller.start();
		Awaitility.await().until(() -> computer.home().resolve("started").toFile().exists());
		caller.interrupt();
		assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
		assertThat(failure.get()).isInstanceOf(MiosaException.class)
			.hasMessage("MiosaExecTemplate.bash was interrupted [computer=" + id + "]");
		assertThat(((MiosaException) failure.get()).mayHaveRun()).isTrue();
	}

	@Test
	void stopsTheCommandWhenCancelled() {
		var call = application.reactive().bash(id, "echo $$ > pid; sleep 60").subscribe();
		Awaitility.await().until(() -> computer.home().resolve("pid").toFile().length() > 0);
		call.dispose();
		Awaitility.await().untilAsserted(() -> assertThat(ProcessHandle.of(pid())).isEmpty());
	}

	private static long pid() throws Exception {
		return Long.parseLong(java.nio.file.Files.readString(computer.home().resolve("pid")).strip());
	}

	@Test
	void runsTwoInstancesInOneJvm() {
		try (MiosaLocalComputer second = MiosaLocalComputer.start();
				LocalComputerApplication other = LocalComputerApplication.start(second)) {
			other.template().computer().bash("touch here").run();
			assertThat(second.home().resolve("here")).exists();
			assertThat(computer.home().resolve("here")).doesNotExist();
		}
		assertThat(miosa.bash(id, "echo still").output()).isEqualTo("still\n");
	}

	@Test
	@Tag("thorough")
	void needsADefaultComputerForTheBoundHandle() {
		try (LocalComputerApplication other = LocalComputerApplication.start(computer, "miosa.computer-id=")) {
			assertThatIllegalStateException().isThrownBy(() -> other.template().computer())
				.withMessageContaining("miosa.computer-id");
		}
	}

}
