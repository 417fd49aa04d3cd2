package ai.miosa.spring.exec;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An execution logs one line at the end, and one for each retry, if debug logging is
 * enabled.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExecLogTests {

	@Test
	void writesOneLineForEachExecutionAndEachRetry(CapturedOutput output) {
		try (MiosaLocalComputer computer = MiosaLocalComputer.start();
				LocalComputerApplication application = LocalComputerApplication.start(computer,
						"logging.level.ai.miosa.spring.exec=debug")) {
			ExecResult result = application.template().computer().bash("exit 3").run();
			assertThat(lines(output)).singleElement()
				.asString()
				.contains("DEBUG")
				.containsPattern("bash on computer " + computer.getComputerId()
						+ " ended after \\d+ ms: outcome=failure, exit code=3, request id=" + result.requestId());
			assertThatExceptionOfType(ComputerNotFoundException.class)
				.isThrownBy(() -> application.template().python("nosuch", "pass"))
				.satisfies((ex) -> assertThat(lines(output)).last()
					.asString()
					.contains("python on computer nosuch", "outcome=error", "request id=" + ex.getRequestId()));
			assertThat(lines(output)).hasSize(2);
			computer.faults().next(Fault.rateLimited(Duration.ZERO));
			application.template().computer().bash("true").run();
			assertThat(output.getAll().lines().filter((line) -> line.contains("Sending again"))).singleElement()
				.asString()
				.contains("DEBUG")
				.containsPattern("to computer " + computer.getComputerId() + " in \\d+ ms: RATE_LIMITED");
			assertThat(lines(output)).hasSize(3);
		}
	}

	@Test
	@Tag("thorough")
	void logsOnlyTheStartByDefault(CapturedOutput output) {
		try (MiosaLocalComputer computer = MiosaLocalComputer.start();
				LocalComputerApplication application = LocalComputerApplication.start(computer,
						"logging.level.ai.miosa.spring.exec=info")) {
			application.template().computer().bash("exit 3").run();
			assertThatExceptionOfType(ComputerNotFoundException.class)
				.isThrownBy(() -> application.template().bash("nosuch", "true"));
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("ai.miosa") || line.contains("a.m.s")))
			.singleElement()
			.asString()
			.contains("Commands are sent to");
		assertThat(output).doesNotContain("WARN");
	}

	private static List<String> lines(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("ended after")).toList();
	}

}
