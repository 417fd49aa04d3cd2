package ai.miosa.spring.computer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.exec.ExecResult;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.session.MiosaSessionLostException;
import ai.miosa.spring.session.MiosaSessionLostException.Reason;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Commands in sandboxes.
 */
@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class SandboxTests {

	private static final String STREAM = "POST /sandboxes/{id}/exec/stream";

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private MiosaComputer sandbox;

	SandboxTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local);
	}

	@BeforeEach
	void create() {
		this.sandbox = this.application.template().sandboxes().create((spec) -> {
		});
	}

	@Test
	void runsBash() {
		ExecResult result = this.sandbox.bash("echo $A; pwd; echo e >&2; exit 3")
			.env("A", "1")
			.workingDirectory("/tmp")
			.run();
		assertThat(result.stdout()).isEqualTo("1\n/tmp\n");
		assertThat(result.stderr()).isEqualTo("e\n");
		assertThat(result.exitCode()).isEqualTo(3);
		assertThat(this.local.lastRequest().uri()).endsWith("/sandboxes/" + this.sandbox.getId() + "/exec");
	}

	@Test
	void runsBashWithStdin() {
		assertThat(this.sandbox.bash("cat; echo $A").stdin("in").env("A", "1").run().stdout()).isEqualTo("in1\n");
		assertThat(this.local.lastRequest().uri()).endsWith("/commands");
	}

	@Test
	@Tag("thorough")
	void runsPythonFromAFile() {
		ExecResult result = this.sandbox.python("import os, sys\nprint('it\\'s', os.environ['A'])\nsys.exit(4)")
			.env("A", "1")
			.run();
		assertThat(result.stdout()).isEqualTo("it's 1\n");
		assertThat(result.exitCode()).isEqualTo(4);
	}

	@Test
	void sandboxIsRecognizedByItsId() {
		String id = this.sandbox.getId();
		assertThat(this.application.template().bash(id, "echo 1").stdout()).isEqualTo("1\n");
		assertThat(this.application.template().computer(id).kind()).isEqualTo(ComputerKind.SANDBOX);
	}

	@Test
	void sandboxMayBeTheDefault() {
		try (LocalComputerApplication other = LocalComputerApplication.start(this.local, "miosa.computer-id=",
				"miosa.sandbox-id=" + this.sandbox.getId())) {
			assertThat(other.template().computer().kind()).isEqualTo(ComputerKind.SANDBOX);
			assertThat(other.template().computer().bash("echo 1").run().stdout()).isEqualTo("1\n");
		}
	}

	@Test
	@Tag("thorough")
	void reportsACommandThatTimedOut() {
		ExecResult result = this.sandbox.bash("sleep 100").timeout(Duration.ofMillis(1)).run();
		assertThat(result.timedOut()).isTrue();
	}

	@Test
	@Tag("thorough")
	void waitsWhileItStarts() {
		this.local.faults().nextOn("POST /sandboxes/{id}/exec", Fault.error(409, "SANDBOX_NOT_COMMAND_READY"));
		assertThat(this.sandbox.bash("echo 1").run().stdout()).isEqualTo("1\n");
		assertThat(this.local.arrivals("echo 1")).isEqualTo(2);
	}

	@Test
	void streamsLines() {
		List<ExecEvent> events = this.sandbox.spawn("echo $A; echo e >&2; exit 5")
			.env("A", "ü")
			.stream()
			.collectList()
			.block();
		assertThat(events).contains(new ExecEvent.Exit(5), events.get(2)).hasSize(3);
		assertThat(events).filteredOn(ExecEvent.Stdout.class::isInstance)
			.extracting((event) -> StandardCharsets.UTF_8.decode(((ExecEvent.Stdout) event).data()).toString())
			.containsExactly("ü\n");
		assertThat(events).filteredOn(ExecEvent.Stderr.class::isInstance).hasSize(1);
		assertThat(this.local.requests(STREAM)).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void stopsACommandWhoseStreamIsCancelled() {
		Disposable stream = this.sandbox.spawn("echo $$ > pid; echo started; sleep 1000").stream().subscribe();
		Awaitility.await().until(() -> this.local.home(this.sandbox.getId()).resolve("pid").toFile().length() > 0);
		assertThat(this.sandbox.bash("kill -0 $(cat pid)").run().exitCode()).isZero();
		stream.dispose();
		Awaitility.await().until(() -> this.sandbox.bash("kill -0 $(cat pid)").run().exitCode() != 0);
	}

	@Test
	@Tag("thorough")
	void aLostStreamHasNoExitCodeAndIsNotRepeated() {
		this.local.faults()
			.nextOn(STREAM, Fault.reply(200, "text/event-stream", "event: stdout\ndata: {\"line\":\"a\"}\n\n"));
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> this.sandbox.spawn("echo a").stream().collectList().block())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.NO_EXIT_CODE));
		this.local.faults()
			.nextOn(STREAM, Fault.reply(200, "text/event-stream",
					"event: exit\ndata: {\"exit_code\":-2,\"timed_out\":false}\n\n"));
		assertThatExceptionOfType(MiosaSessionLostException.class)
			.isThrownBy(() -> this.sandbox.spawn("echo a").stream().collectList().block())
			.satisfies((ex) -> assertThat(ex.getReason()).isEqualTo(Reason.CONNECTION_LOST));
		this.local.faults()
			.nextOn(STREAM, Fault.reply(200, "text/event-stream",
					"event: exit\ndata: {\"exit_code\":-1,\"timed_out\":true}\n\n"));
		assertThatExceptionOfType(MiosaTimeoutException.class)
			.isThrownBy(() -> this.sandbox.spawn("echo a").stream().collectList().block());
		assertThat(this.local.requests(STREAM)).isEqualTo(3);
	}

	@Test
	void streamsAgainOnlyWhatDidNotRun() {
		this.local.faults().nextOn(STREAM, Fault.rateLimitedInBody(Duration.ofMillis(1)));
		assertThat(this.sandbox.spawn("exit 0").stream().blockLast()).isEqualTo(new ExecEvent.Exit(0));
		this.local.faults().nextOn(STREAM, Fault.dropAfterBody(ConnectionEnd.RESET));
		assertThatExceptionOfType(MiosaException.class)
			.isThrownBy(() -> this.sandbox.spawn("exit 0").stream().blockLast())
			.satisfies((ex) -> assertThat(ex.mayHaveRun()).isTrue());
		assertThat(this.local.requests(STREAM)).isEqualTo(3);
	}

	@Test
	@Tag("thorough")
	void runsJobs() {
		MiosaJobs jobs = this.application.bean(MiosaJobs.class);
		assertThat(jobs.job(this.sandbox.getId(), "echo 1; exit 2").start().await(Duration.ofSeconds(30))).isEqualTo(2);
	}

	@Test
	void rejectsWhatASandboxCannotDoBeforeAnythingIsSent() {
		int before = this.local.requests();
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.sandbox.spawn("cat").open())
			.withMessageContaining("no sessions");
		assertThatIllegalArgumentException().isThrownBy(() -> this.sandbox.spawn("vi").pty(80, 24).stream())
			.withMessageContaining("pseudo-terminal");
		assertThatIllegalArgumentException().isThrownBy(() -> this.sandbox.python("1").stdin("a").mono())
			.withMessageContaining("stdin");
		assertThatIllegalArgumentException().isThrownBy(() -> this.sandbox.bash("ls").workingDirectory("a").mono())
			.withMessageContaining("absolute");
		assertThat(this.local.requests()).isEqualTo(before);
	}

}
