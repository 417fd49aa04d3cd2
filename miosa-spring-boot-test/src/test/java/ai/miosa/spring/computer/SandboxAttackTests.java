package ai.miosa.spring.computer;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaOutputTooLargeException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Odd responses on the routes of sandboxes, and odd content. No exit code is invented, no
 * output is changed or lost.
 */
@Tag("thorough")
class SandboxAttackTests {

	private static final String EXEC = "POST /sandboxes/{id}/exec";

	private static final String STREAM = "POST /sandboxes/{id}/exec/stream";

	private static final ExecEvent A = new ExecEvent.Line(SessionStream.STDOUT, "a", false);

	private static MiosaLocalComputer local;

	private static LocalComputerApplication application;

	private static MiosaComputer sandbox;

	@BeforeAll
	static void start() {
		local = MiosaLocalComputer.start();
		application = LocalComputerApplication.start(local);
		sandbox = application.template().sandboxes().create((spec) -> {
		});
	}

	@AfterAll
	static void stop() {
		application.close();
		local.close();
	}

	@BeforeEach
	void clearFaults() {
		local.faults().clear();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource
	void eventsWithAnExitCode(String events, List<ExecEvent> expected) {
		local.faults().nextOn(STREAM, Fault.reply(200, "text/event-stream", sse(events)));
		assertThat(lines()).isEqualTo(expected);
	}

	static Stream<Arguments> eventsWithAnExitCode() {
		List<ExecEvent> a0 = List.of(A, new ExecEvent.Exit(0));
		return Stream.of(Arguments.of("stdout {'line': 'a'}; exit {'exit_code': 0}", a0),
				Arguments.of("stdout {'line': 'a', 'n': 1}; exit {'exit_code': 0, 'error': null}", a0),
				Arguments.of("ping {}; stdout {'line': 'a'}; exit {'exit_code': 0}", a0),
				Arguments.of(": comment; stdout {'line': 'a'}; exit {'exit_code': 0}", a0),
				Arguments.of("stdout {'line': 'a'}; exit {'exit_code': 0}; exit {'exit_code': 1}", a0),
				Arguments.of("stdout {'line': 'a'}; exit {'exit_code': 0}; stdout {'line': 'b'}", a0),
				Arguments.of("exit {'exit_code': -1, 'timed_out': false}", List.of(new ExecEvent.Exit(-1))),
				Arguments.of("exit {'exit_code': 137}", List.of(new ExecEvent.Exit(137))),
				Arguments.of("stdout {'line': ''}; exit {'exit_code': 0}",
						List.of(new ExecEvent.Line(SessionStream.STDOUT, "", false), new ExecEvent.Exit(0))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "stdout {'line': 'a'}", "exit {}", "exit {'exit_code': '0'}",
			"exit {'exit_code': null}", "exit {'exit_code': 0.5}", "exit {'exit_code': 99999999999}", "exit []",
			"exit garbage", "stdout {}", "stdout garbage", "stdout {'line': 1}", "exit {'exit_code': -2}",
			"stdout {'text': 'a'}; exit {'exit_code': 0}", "stderr garbage; exit {'exit_code': 0}",
			"exit {'exit_code': -1, 'error': {'code': 'AGENT_UNREACHABLE', 'message': 'm', 'request_id': 'req_1'}}",
			"exit {'exit_code': 0, 'error': {'code': 'AGENT_UNREACHABLE'}}" })
	void eventsWithoutAnExitCode(String events) {
		local.faults().nextOn(STREAM, Fault.reply(200, "text/event-stream", sse(events)));
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(SandboxAttackTests::lines)
			.matches(MiosaException::mayHaveRun);
	}

	@Test
	void errorOfTheServerIsReported() {
		local.faults()
			.nextOn(STREAM, Fault.reply(200, "text/event-stream",
					sse("exit {'exit_code': -1, 'error': {'code': 'AGENT_UNREACHABLE', 'request_id': 'req_1'}}")));
		assertThatExceptionOfType(MiosaSessionLostException.class).isThrownBy(SandboxAttackTests::lines)
			.withMessageContainingAll("AGENT_UNREACHABLE", "req_1", sandbox.getId());
	}

	@Test
	void timeoutOfAStreamIsNoExitCode() {
		local.faults()
			.nextOn(STREAM, Fault.reply(200, "text/event-stream",
					sse("exit {'exit_code': -1, 'timed_out': true, 'error': {'code': 'TIMEOUT'}}")));
		assertThatExceptionOfType(MiosaTimeoutException.class).isThrownBy(SandboxAttackTests::lines);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "text/html" })
	void streamOfAnotherType(String contentType) {
		local.faults().nextOn(STREAM, Fault.reply(200, contentType, "{\"exit_code\": 0}"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(SandboxAttackTests::lines)
			.matches(MiosaException::mayHaveRun);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'data': {'stdout': '', 'exit_code': null}}", "{'data': {'exit_code': '0'}}",
			"{'data': null}", "{'data': []}", "[]", "{}", "", "{'data': {'exit_code': 0.5}}" })
	void resultWithoutAnExitCode(String body) {
		local.faults().nextOn(EXEC, Fault.reply(200, "application/json", body.replace('\'', '"')));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> sandbox.bash("true").run())
			.matches(MiosaException::mayHaveRun);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{'stdout': 'a', 'stderr': 'b', 'exit_code': 3}",
			"{'data': {'stdout': 'a', 'exit_code': 3}}", "{'result': {'output': 'a', 'exit_code': 3}}",
			"{'data': {'stdout': 'a', 'stderr': null, 'exit_code': 3}}" })
	void resultInAnyShape(String body) {
		local.faults().nextOn(EXEC, Fault.reply(200, "application/json", body.replace('\'', '"')));
		ExecResult result = sandbox.bash("true").run();
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(result.stdout()).isEqualTo("a");
	}

	@Test
	void rejectionReportsThatNothingRan() {
		local.faults().nextOn(EXEC, Fault.error(504, "SANDBOX_READY_TIMEOUT"));
		assertThatExceptionOfType(MiosaException.class).isThrownBy(() -> sandbox.bash("true").run())
			.matches((ex) -> !ex.mayHaveRun());
	}

	@ParameterizedTest
	@ValueSource(strings = { "print('it\\'s')", "'''a\nb'''", "# $HOME `x` \\ \"", "\u00fc = 1" })
	void pythonOfAnyCharacters(String code) {
		ExecResult result = sandbox.python(code + "\nprint('end')").run();
		assertThat(result.stdout()).endsWith("end\n");
		assertThat(result.exitCode()).isZero();
	}

	@Test
	void pythonOfTheLargestSize() {
		String code = "x = '''" + "\\'".repeat(32_000) + "'''\nprint(len(x))";
		assertThat(sandbox.python(code).run().stdout()).isEqualTo("32000\n");
		assertThat(sandbox.python("import os; print('MIOSA_CODE' in os.environ)").run().stdout()).isEqualTo("False\n");
		assertThatIllegalArgumentException().isThrownBy(() -> sandbox.python("x".repeat(65_537)).mono());
	}

	@Test
	void linesAreNotChanged() {
		List<ExecEvent> events = sandbox.spawn("printf 'a\\r\\nb\\n\\n\\303\\274\\n  c  \\nlast'")
			.lines()
			.collectList()
			.block();
		assertThat(events).filteredOn(ExecEvent.Line.class::isInstance)
			.extracting((event) -> ((ExecEvent.Line) event).text())
			.containsExactly("a\r", "b", "", "ü", "  c  ", "last");
	}

	@Test
	void manyLinesArriveInOrder() {
		List<Integer> numbers = sandbox.spawn("seq 20000")
			.lines()
			.ofType(ExecEvent.Line.class)
			.map((line) -> Integer.parseInt(line.text()))
			.collectList()
			.block(Duration.ofMinutes(1));
		assertThat(numbers).hasSize(20_000).isSorted().doesNotHaveDuplicates();
	}

	@Test
	void longLine() {
		List<ExecEvent> events = sandbox.spawn("head -c 3000000 /dev/zero | tr '\\0' a; exit 3")
			.lines()
			.collectList()
			.block(Duration.ofMinutes(1));
		assertThat(events).hasSize(2).endsWith(new ExecEvent.Exit(3));
		assertThat(((ExecEvent.Line) events.get(0)).text()).hasSize(3_000_000);
		assertThatExceptionOfType(MiosaOutputTooLargeException.class)
			.isThrownBy(() -> sandbox.spawn("head -c 17000000 /dev/zero | tr '\\0' a").lines().blockLast())
			.withMessageContaining("a line of more than")
			.matches(MiosaException::mayHaveRun);
	}

	@Test
	void stdinAndEnvironmentOfAnyCharacters() {
		Map<String, String> env = Map.of("A", "it's \"$HOME\"\n`x`", "B", "ü");
		assertThat(sandbox.bash("printf %s \"$A$B\"; cat").env(env).stdin("$x\n'").run().stdout())
			.isEqualTo("it's \"$HOME\"\n`x`ü$x\n'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "sbx_../computers", "sbx_a/exec", "sbx_a?x=1", "sbx_a#b", "sbx_a b%2f", "sbx_ü" })
	void oddIdsAreOneSegmentOfThePath(String id) {
		assertThatExceptionOfType(ComputerNotFoundException.class)
			.isThrownBy(() -> application.template().computer(id).bash("true").run());
		assertThat(local.lastRequest().uri()).startsWith("/api/v1/sandboxes/sbx_").endsWith("/exec");
	}

	@Test
	void nameThatIsAPathOrAQuery() {
		MiosaComputers sandboxes = application.template().sandboxes();
		for (String name : List.of("a/b", "a?b=c", "..", "ü 'x'", "a%2Fb")) {
			assertThat(sandboxes.findByName(name)).isEmpty();
			MiosaComputer created = sandboxes.create((spec) -> spec.name(name));
			assertThat(sandboxes.findByName(name)).map(ComputerInfo::id).hasValue(created.getId());
			created.destroy();
		}
	}

	@Test
	void sandboxThatEndsWhileACommandRuns() {
		MiosaComputer other = application.template().sandboxes().create((spec) -> {
		});
		CompletableFuture<ExecResult> result = other.bash("touch started; sleep 1000").mono().toFuture();
		Awaitility.await().until(() -> Files.exists(local.home(other.getId()).resolve("started")));
		other.destroy();
		assertThat(result).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class)
			.havingCause()
			.isInstanceOfSatisfying(MiosaException.class, (ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThatExceptionOfType(ComputerNotFoundException.class).isThrownBy(() -> other.bash("true").run());
	}

	private static List<ExecEvent> lines() {
		return sandbox.spawn("true").lines().collectList().block();
	}

	private static String sse(String events) {
		StringBuilder text = new StringBuilder();
		for (String event : events.isEmpty() ? new String[0] : events.split("; ")) {
			int blank = event.indexOf(' ');
			text.append(event.startsWith(":") ? event : "event: " + event.substring(0, blank) + "\ndata: "
					+ event.substring(blank + 1).replace('\'', '"'))
				.append("\n\n");
		}
		return text.toString();
	}

}
