package ai.miosa.spring.boot.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.system.JavaVersion;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import reactor.core.scheduler.Schedulers;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.ReactiveMiosaExecTemplate;
import ai.miosa.spring.exec.ExecOptions;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.session.MiosaSession;
import ai.miosa.spring.session.SessionStream;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Executions are spans between the caller's and the HTTP request's, and the trace
 * continues in the command if so configured.
 */
@ExtendWith(OutputCaptureExtension.class)
class TracingTests {

	private static final String PRINT_TRACEPARENT = "import os; print(os.environ['TRACEPARENT'])";

	private static MiosaLocalComputer local;

	private static ActuatorApplication application;

	@BeforeAll
	static void start() {
		local = MiosaLocalComputer.start();
		application = ActuatorApplication.start(local, "miosa.exec.propagate-trace-context=true");
	}

	@AfterAll
	static void stop() {
		application.close();
		local.close();
	}

	@BeforeEach
	void clear() {
		application.spans().reset();
	}

	@Test
	void isAChildOfABlockingCaller() {
		call(() -> computer().bash("true").run());
		assertParents();
	}

	@Test
	void isAChildOfAReactiveCaller() {
		Observation caller = Observation.start("caller", registry());
		application.bean(ReactiveMiosaExecTemplate.class)
			.computer()
			.bash("true")
			.mono()
			.subscribeOn(Schedulers.parallel())
			.contextWrite((view) -> view.put(ObservationThreadLocalAccessor.KEY, caller))
			.block(Duration.ofSeconds(10));
		caller.stop();
		assertParents();
	}

	/**
	 * Run a task on a virtual thread, or on a platform thread if the JDK has none.
	 */
	@Test
	void isAChildOfACallerOnAVirtualThread() throws ExecutionException, InterruptedException, TimeoutException {
		try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor()) {
			executor.setVirtualThreads(JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE));
			Future<ExecResult> result = executor.submit(() -> call(() -> computer().bash("true").run()));
			result.get(10, TimeUnit.SECONDS);
		}
		assertParents();
	}

	private static void assertParents() {
		SpanData caller = span("caller");
		SpanData exec = span("miosa bash");
		assertThat(exec.getParentSpanId()).isEqualTo(caller.getSpanId());
		assertThat(exec.getKind()).isEqualTo(SpanKind.CLIENT);
		SpanData request = span("http post");
		assertThat(request.getParentSpanId()).isEqualTo(exec.getSpanId());
		assertThat(List.of(exec, request)).extracting(SpanData::getTraceId).containsOnly(caller.getTraceId());
	}

	@Test
	void lineOfAnExecutionHasTheIdOfItsTrace(CapturedOutput output) {
		// The last application that was started has set all levels
		LoggingSystem.get(getClass().getClassLoader()).setLogLevel("ai.miosa.spring.exec", LogLevel.DEBUG);
		call(() -> computer().bash("true").run());
		SpanData exec = span("miosa bash");
		assertThat(output.getAll().lines().filter((line) -> line.contains("ended after"))).singleElement()
			.asString()
			.contains(exec.getTraceId() + "-" + exec.getSpanId());
	}

	@Test
	void hasOneSpanForAllAttempts() {
		local.faults().next(Fault.rateLimited(Duration.ZERO));
		call(() -> computer().bash("true").run());
		assertThat(spans("http post", 2)).extracting(SpanData::getParentSpanId)
			.containsOnly(span("miosa bash").getSpanId());
	}

	@Test
	void describesResults() {
		ExecResult result = call(() -> computer().bash("exit 3").run());
		assertThat(attribute(span("miosa bash"), "miosa.exit.code")).isEqualTo("3");
		assertThat(attribute(span("miosa bash"), "miosa.computer.id")).isEqualTo(local.getComputerId());
		assertThat(attribute(span("miosa bash"), "miosa.request.id")).isEqualTo(result.requestId());
		assertThat(attribute(span("miosa bash"), "outcome")).isEqualTo("failure");
	}

	@Test
	void marksFailures() {
		assertThatExceptionOfType(ComputerNotFoundException.class)
			.isThrownBy(() -> call(() -> application.miosa().bash("nosuch", "true")));
		assertThat(span("miosa bash").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void lastsAsLongAsTheSession() {
		MiosaSession session = call(() -> computer().spawn("read line").open());
		assertThat(spans("miosa spawn")).isEmpty();
		session.sendStdin("\n");
		assertThat(session.await()).isZero();
		assertThat(span("miosa spawn").getParentSpanId()).isEqualTo(span("caller").getSpanId());
	}

	@Test
	@Tag("thorough")
	void continuesInAPythonScript() {
		String traceparent = call(() -> computer().python(PRINT_TRACEPARENT).run()).output();
		SpanData exec = span("miosa python");
		assertThat(exec.getTraceId()).isEqualTo(span("caller").getTraceId());
		assertThat(traceparent).matches("00-" + exec.getTraceId() + "-" + exec.getSpanId() + "-[0-9a-f]{2}\n");
	}

	@Test
	void continuesInASession() {
		try (MiosaSession session = call(() -> computer().spawn("echo $TRACEPARENT").open())) {
			assertThat(session.await()).isZero();
			assertThat(session.captured(SessionStream.STDOUT).text()).contains(span("caller").getTraceId());
		}
	}

	@Test
	@Tag("thorough")
	void yieldsToTheCallersOwnTraceparent() {
		ExecOptions options = ExecOptions.builder().env("TRACEPARENT", "mine").build();
		assertThat(call(() -> computer().python(PRINT_TRACEPARENT).options(options).run()).output())
			.isEqualTo("mine\n");
	}

	@Test
	@Tag("thorough")
	void opensSessionsThatCannotCarryTheTrace() {
		try (ActuatorApplication other = ActuatorApplication.start(local, "miosa.exec.propagate-trace-context=true",
				"miosa.session.protocol=exec-ws");
				MiosaSession session = other.miosa().computer().spawn("exit 3").open()) {
			assertThat(session.await()).isEqualTo(3);
		}
	}

	@Test
	@Tag("thorough")
	void doesNotContinueByDefault() {
		try (ActuatorApplication other = ActuatorApplication.start(local)) {
			assertThat(other.miosa().computer().bash("echo \"[$TRACEPARENT]\"").run().output()).isEqualTo("[]\n");
			awaitSpan(other, "miosa bash");
		}
	}

	@Test
	@Tag("thorough")
	void canBeSwitchedOff() {
		try (ActuatorApplication other = ActuatorApplication.start(local, "miosa.observations.enabled=false")) {
			other.miosa().computer().bash("true").run();
			awaitSpan(other, "http post");
			assertThat(other.spans().getFinishedSpanItems()).extracting(SpanData::getName).doesNotContain("miosa bash");
			assertThat(PrometheusScrape.of(other).series()).isEmpty();
		}
	}

	@Test
	@Tag("thorough")
	void carriesContentIfConfigured() {
		try (ActuatorApplication other = ActuatorApplication.start(local, "miosa.observations.include-content=true")) {
			other.miosa().computer().bash("echo content").run();
			SpanData exec = awaitSpan(other, "miosa bash");
			assertThat(attribute(exec, "miosa.content")).isEqualTo("echo content");
			assertThat(attribute(exec, "miosa.output")).isEqualTo("content\n");
		}
	}

	private static <T> T call(Supplier<T> call) {
		T result = Observation.createNotStarted("caller", registry()).observe(call);
		assertThat(result).isNotNull();
		return result;
	}

	private static MiosaComputer computer() {
		return application.miosa().computer();
	}

	private static ObservationRegistry registry() {
		return application.bean(ObservationRegistry.class);
	}

	private static SpanData span(String name) {
		return spans(name, 1).get(0);
	}

	// A span may end after its caller has seen the result
	private static List<SpanData> spans(String name, int count) {
		return Awaitility.await().until(() -> spans(name), (spans) -> spans.size() == count);
	}

	private static SpanData awaitSpan(ActuatorApplication application, String name) {
		return Awaitility.await().until(() -> spans(application, name), (spans) -> !spans.isEmpty()).get(0);
	}

	// Spans of the previous test may end after the exporter was reset
	private static List<SpanData> spans(String name) {
		Set<String> traces = spans(application, "caller").stream()
			.map(SpanData::getTraceId)
			.collect(Collectors.toSet());
		return spans(application, name).stream().filter((span) -> traces.contains(span.getTraceId())).toList();
	}

	private static List<SpanData> spans(ActuatorApplication application, String name) {
		return application.spans()
			.getFinishedSpanItems()
			.stream()
			.filter((span) -> span.getName().equals(name))
			.toList();
	}

	private static String attribute(SpanData span, String name) {
		return span.getAttributes().get(AttributeKey.stringKey(name));
	}

}
