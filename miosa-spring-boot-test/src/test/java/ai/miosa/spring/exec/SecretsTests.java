package ai.miosa.spring.exec;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.MiosaConnectionException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.core.MiosaExecTemplate;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The key, commands, code, environment values and outputs appear in no log, message or
 * {@code toString}, at any log level. The HTTP libraries' own wire logs are excepted.
 */
@ExtendWith(OutputCaptureExtension.class)
class SecretsTests {

	/**
	 * The JDK logs the processes of the local computer, too.
	 */
	private static final List<String> WIRE_LOGS = List.of("reactor.netty", "io.netty", "jdk.internal",
			"java.lang.ProcessBuilder");

	private static final String CANARY = "c4n4ry";

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final List<String> seen = new ArrayList<>();

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "reactor" })
	void appearNowhere(String connector, CapturedOutput log) {
		ExecOptions options = ExecOptions.builder().env("SECRET", CANARY + "-env").build();
		try (LocalComputerApplication application = LocalComputerApplication.start(this.computer,
				properties(connector))) {
			MiosaExecTemplate miosa = application.template();
			MiosaComputer bound = miosa.computer();
			ExecResult result = bound.bash("echo " + CANARY + "-$SECRET; exit 7").options(options).run();
			assertThat(result.output()).isEqualTo(CANARY + "-" + CANARY + "-env\n");
			this.seen.add(catchThrowableOfType(ExecFailedException.class, result::orThrow).toString());
			this.seen.add(bound.python("print('" + CANARY + "')").options(options).run().toString());
			this.seen.add(options + " " + bound + " " + miosa + " " + result);
			for (Fault fault : faults()) {
				this.computer.faults().next(fault);
				fail(() -> bound.bash("echo " + CANARY).options(ExecOptions.timeout(Duration.ofMillis(1))).run());
			}
			this.computer.refuseConnections();
			assertThat(fail(() -> bound.bash("echo " + CANARY).options(options).run()))
				.isInstanceOf(MiosaConnectionException.class);
		}
		assertThat(this.seen).noneMatch(this::leaks);
		assertThat(log).contains("TRACE", "bash on computer").doesNotContain("onErrorDropped");
		assertThat(log.getAll().lines()).noneMatch(this::leaks);
	}

	private String[] properties(String connector) {
		Stream<String> properties = Stream.of("spring.http.clients.reactive.connector=" + connector,
				"spring.http.codecs.log-request-details=true",
				"miosa.base-url=" + this.computer.getBaseUrl() + "?token=" + CANARY + "-query",
				"miosa.exec.grace-period=1s", "miosa.retry.enabled=false", "logging.level.root=trace");
		return Stream.concat(properties, WIRE_LOGS.stream().map((logger) -> "logging.level." + logger + "=info"))
			.toArray(String[]::new);
	}

	private static List<Fault> faults() {
		return List.of(Fault.error(500, "INTERNAL_ERROR"), Fault.rateLimited(), Fault.starting(),
				Fault.reply(400, "application/json", "{\"error\": {\"code\": \"" + CANARY + " code\"}}"),
				Fault.reply(400, "application/json", "{\"message\": \"bad command " + CANARY + "\"}"),
				Fault.reply(200, "application/json", "{\"output\": \"" + CANARY + "\""), Fault.omitting("exit_code"),
				Fault.truncatedBody(), Fault.stall(), Fault.redirect(302, "http://127.0.0.1:9/" + CANARY),
				Fault.dropAfterBody(ConnectionEnd.RESET), Fault.dropBeforeBody(ConnectionEnd.FIN));
	}

	private MiosaException fail(Runnable call) {
		MiosaException failure = catchThrowableOfType(MiosaException.class, call::run);
		StringWriter trace = new StringWriter();
		failure.printStackTrace(new PrintWriter(trace));
		this.seen.add(trace.toString());
		return failure;
	}

	private boolean leaks(String text) {
		return text.contains(CANARY) || text.contains(this.computer.getApiKey());
	}

}
