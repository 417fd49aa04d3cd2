package ai.miosa.spring.test;

import java.nio.file.Files;
import java.time.Duration;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import ai.miosa.spring.computer.ComputerStatus.State;

import static org.assertj.core.api.Assertions.assertThat;

class ResetTests {

	@AutoClose
	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final ApiClient client = new ApiClient(this.computer);

	@Test
	void forgetsFaultsAndRequests() throws Exception {
		this.client.bash("true");
		this.computer.faults().next(Fault.stall()).nextFor("true", Fault.stall());
		this.computer.sessionFaults().next(SessionFault.session());
		this.computer.reset();
		assertThat(this.computer.faults().remaining()).isZero();
		assertThat(this.computer.sessionFaults().remaining()).isZero();
		assertThat(this.computer.requests()).isZero();
		assertThat(this.computer.arrivals("true")).isZero();
		assertThat(this.computer.lastRequest()).isNull();
	}

	@Test
	void removesAddedComputersAndLetsTheFirstRun() throws Exception {
		String added = this.computer.addComputer();
		this.computer.setStatus(this.computer.getComputerId(), State.ERROR);
		this.computer.loseAgent(Duration.ofDays(1));
		this.computer.refuseConnections();
		this.computer.reset();
		assertThat(this.client.tryBash("true").statusCode()).isEqualTo(200);
		assertThat(this.client.get("/computers/" + added).statusCode()).isEqualTo(404);
	}

	@Test
	void removesFilesAndLeavesProcesses() throws Exception {
		Files.writeString(Files.createDirectory(this.computer.home().resolve("directory")).resolve("file"), "x");
		this.client.bash("sleep 1000 >/dev/null 2>&1 & echo $! > pid");
		long pid = Processes.awaitPid(this.computer.home().resolve("pid"));
		this.computer.reset();
		assertThat(this.computer.home()).isEmptyDirectory();
		assertThat(Processes.isRunning(pid)).isTrue();
	}

}
