package ai.miosa.spring.computer;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

import ai.miosa.spring.ComputerNotFoundException;
import ai.miosa.spring.MiosaException;
import ai.miosa.spring.computer.ComputerStatus.State;
import ai.miosa.spring.exec.ExecEvent;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.LocalComputerApplication;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.junit.MiosaLocalComputerExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Odd responses and concurrent calls while computers are started, stopped and awaited.
 */
@Tag("thorough")
@ExtendWith(MiosaLocalComputerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class StartAttackTests {

	private static final String STATUS = "GET /computers/{id}";

	private final MiosaLocalComputer local;

	@AutoClose
	private final LocalComputerApplication application;

	private final MiosaComputers computers;

	StartAttackTests(MiosaLocalComputer local) {
		this.local = local;
		this.application = LocalComputerApplication.start(local, "miosa.start-stopped-computers=true");
		this.computers = this.application.template().computers();
	}

	@Test
	void brokenComputerIsReplacedByGetOrCreate() {
		MiosaComputer broken = this.computers.create((spec) -> spec.name("shared"));
		this.local.setStatus(broken.getId(), State.ERROR);
		MiosaComputer next = this.computers.getOrCreate("shared", (spec) -> {
		});
		assertThat(next.getId()).isNotEqualTo(broken.getId());
		int creations = this.local.requests("POST /computers");
		assertThat(this.computers.getOrCreate("shared", (spec) -> {
		}).getId()).isEqualTo(next.getId());
		assertThat(this.local.requests("POST /computers")).isEqualTo(creations);
		broken.destroy();
		next.destroy();
	}

	@Test
	void statusThatLagsBehindAStart() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		computer.stop();
		computer.start();
		this.local.faults()
			.nextOn(STATUS, 2, Fault.reply(200, "application/json", "{\"id\": \"c\", \"status\": \"stopped\"}"));
		assertThat(computer.waitUntilReady(Duration.ofSeconds(30)).isRunning()).isTrue();
		computer.destroy();
	}

	@Test
	void statusThatLagsBehindARestart() {
		MiosaComputer computer = this.application.template().computer();
		computer.restart();
		this.local.faults()
			.nextOn(STATUS, 2, Fault.reply(200, "application/json", "{\"id\": \"c\", \"status\": \"stopping\"}"));
		assertThat(computer.waitUntilReady(Duration.ofSeconds(30)).isRunning()).isTrue();
	}

	@Test
	void statusInUpperCase() {
		this.local.faults()
			.nextOn(STATUS, Fault.reply(200, "application/json", "{\"id\": \"c\", \"status\": \"RUNNING\"}"));
		assertThat(this.application.template().computer().status())
			.isEqualTo(new ComputerStatus(State.RUNNING, "RUNNING"));
	}

	@Test
	void commandWhoseComputerIsReportedAsStoppedAfterTheStart() {
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		this.local.faults().nextOn("POST /computers/{id}/exec", 3, Fault.error(409, "NOT_RUNNING"));
		assertThat(computer.bash("echo 1").run().stdout()).isEqualTo("1\n");
		assertThat(this.local.requests("POST /computers/{id}/start")).isEqualTo(1);
		computer.destroy();
	}

	@Test
	void startAndStopOfWhatIsRunningOrStopped() {
		MiosaComputer sandbox = this.application.template().sandboxes().create((spec) -> {
		});
		sandbox.start();
		sandbox.stop();
		this.local.faults().nextOn("POST /sandboxes/{id}/stop", Fault.error(409, "SANDBOX_NOT_RUNNING"));
		sandbox.stop();
		this.local.faults().nextOn("POST /sandboxes/{id}/resume", Fault.dropAfterRunning(ConnectionEnd.RESET));
		sandbox.start();
		assertThat(sandbox.status().isRunning()).isTrue();
		this.local.setStatus(sandbox.getId(), State.ERROR);
		assertThatExceptionOfType(MiosaException.class).isThrownBy(sandbox::start)
			.returns("SANDBOX_NOT_PAUSED", MiosaException::getCode);
		sandbox.destroy();
	}

	@Test
	void sandboxThatIsResumedByAnotherCommand() {
		MiosaComputer sandbox = this.application.template().sandboxes().create((spec) -> {
		});
		this.local.faults().nextOn("POST /sandboxes/{id}/exec", Fault.error(409, "SANDBOX_NOT_RUNNING"));
		assertThat(sandbox.bash("echo 1").run().stdout()).isEqualTo("1\n");
		assertThat(this.local.requests("POST /sandboxes/{id}/resume")).isEqualTo(1);
		sandbox.destroy();
	}

	@Test
	void streamsAndFilesOfAPausedSandbox() {
		MiosaComputer sandbox = this.application.template().sandboxes().create((spec) -> {
		});
		sandbox.stop();
		assertThat(sandbox.spawn("exit 3").stream().blockLast()).isEqualTo(new ExecEvent.Exit(3));
		sandbox.stop();
		sandbox.files().write("file", new byte[1]);
		sandbox.stop();
		assertThat(sandbox.files().read("file")).hasSize(1);
		assertThat(this.local.requests("POST /sandboxes/{id}/resume")).isEqualTo(3);
		sandbox.destroy();
	}

	@Test
	void destroyedComputerEndsTheWait() {
		this.local.setStartTime(Duration.ofHours(1));
		MiosaComputer computer = this.computers.create((spec) -> {
		});
		AtomicReference<Throwable> failure = new AtomicReference<>();
		computer.waitUntilReadyMono(Duration.ofSeconds(30)).subscribe((status) -> {
		}, failure::set);
		Awaitility.await().until(() -> this.local.requests(STATUS) > 0);
		computer.destroy();
		Awaitility.await().until(() -> failure.get() != null);
		assertThat(failure.get()).isInstanceOf(ComputerNotFoundException.class);
	}

}
