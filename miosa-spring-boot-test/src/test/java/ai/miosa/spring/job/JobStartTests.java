package ai.miosa.spring.job;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A command is started once, even if the start fails in any way.
 */
class JobStartTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(20);

	private static final List<Fault> FAULTS = List.of(Fault.none(), Fault.none(), Fault.none(),
			Fault.dropBeforeBody(ConnectionEnd.FIN), Fault.dropBeforeBody(ConnectionEnd.RESET),
			Fault.dropAfterBody(ConnectionEnd.RESET), Fault.dropAfterRunning(ConnectionEnd.FIN),
			Fault.dropAfterRunning(ConnectionEnd.RESET), Fault.truncatedBody(), Fault.error(502, "AGENT_UNREACHABLE"),
			Fault.errorAfterRunning(502, "AGENT_UNREACHABLE"), Fault.rateLimited(), Fault.starting());

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	@AfterEach
	void close() {
		this.computer.close();
	}

	@Test
	@Tag("thorough")
	void commandRunsOnceThroughAllFaults() throws IOException {
		start(FAULTS.size(), "manual");
	}

	@ParameterizedTest
	@CsvSource({ "automatic", "manual" })
	@Tag("thorough")
	void manyCommandsRunOnceThroughAllFaults(String repetition) throws IOException {
		start(20 * Integer.getInteger("miosa.test.repetitions", 1), repetition);
	}

	private void start(int starts, String repetition) throws IOException {
		try (JobApplication application = JobApplication.start(this.computer, "miosa.exec.grace-period=1s")) {
			MiosaJobs jobs = application.impatient();
			List<Fault> faults = new ArrayList<>();
			while (faults.size() < starts) {
				faults.addAll(FAULTS);
			}
			Collections.shuffle(faults, new Random(14));
			for (int i = 0; i < starts; i++) {
				this.computer.faults().next(faults.get(i));
				if (i % 50 == 0) {
					this.computer.faults().next(Fault.stall());
				}
			}
			Flux.range(0, starts).flatMap((i) -> start(jobs, i, repetition.equals("manual")), 8).blockLast(TIMEOUT);
			this.computer.faults().clear();
			List<Integer> exitCodes = Flux.range(0, starts)
				.flatMapSequential((i) -> jobs.attach(this.id, "job-" + i).exitCode(), starts)
				.collectList()
				.block(TIMEOUT);
			for (int i = 0; i < starts; i++) {
				assertThat(exitCodes).element(i).isEqualTo(i % 256);
				assertThat(this.computer.home().resolve("runs-" + i)).hasContent("ran");
			}
		}
	}

	private Mono<MiosaJob> start(MiosaJobs jobs, int i, boolean again) {
		String command = "echo ran >>runs-" + i + "; exit " + i % 256;
		Mono<MiosaJob> start = jobs.job(this.id, command)
			.id("job-" + i)
			.startMono()
			.retryWhen(Retry.max(100).filter((ex) -> ex instanceof MiosaException));
		return again ? start.then(start) : start;
	}

	@Tag("thorough")
	@Test
	void startIsRepeatedWithinABound() {
		try (JobApplication application = JobApplication.start(this.computer)) {
			this.computer.faults().next(5, Fault.error(502, "AGENT_UNREACHABLE"));
			assertThatExceptionOfType(MiosaException.class)
				.isThrownBy(() -> application.jobs().job(this.id, "true").id("bound").start());
			assertThat(this.computer.faults().remaining()).isZero();
			assertThat(this.computer.requests()).isEqualTo(5);
		}
	}

	@Test
	void conflictIsTypedAndNotRepeated() {
		try (JobApplication application = JobApplication.start(this.computer)) {
			application.jobs().job(this.id, "true").id("taken").start();
			assertThatExceptionOfType(MiosaJobConflictException.class)
				.isThrownBy(() -> application.jobs().job(this.id, "touch ran").id("taken").start());
			assertThat(this.computer.home().resolve("ran")).doesNotExist();
			assertThat(this.computer.requests()).isEqualTo(2);
		}
	}

	@Test
	@Tag("thorough")
	void commandRunsOnceForTenThreadsOfThreeJvms() throws Exception {
		List<Process> jvms = new ArrayList<>();
		try {
			for (int i = 0; i < 3; i++) {
				jvms.add(JobJvm.launch(this.computer, List.of("-Xmx128m"), "race", "same", "echo ran >>runs"));
			}
			List<BufferedReader> readers = jvms.stream().map(JobJvm::reader).toList();
			for (BufferedReader reader : readers) {
				assertThat(reader.readLine()).isEqualTo("ready");
			}
			for (Process jvm : jvms) {
				jvm.outputWriter().append('\n').flush();
			}
			for (BufferedReader reader : readers) {
				assertThat(reader.readLine().split("same")).hasSize(11);
			}
		}
		finally {
			jvms.forEach(Process::destroyForcibly);
		}
		try (JobApplication application = JobApplication.start(this.computer)) {
			assertThat(application.jobs().attach(this.id, "same").await(TIMEOUT)).isZero();
		}
		assertThat(this.computer.home().resolve("runs")).hasContent("ran");
	}

	@Test
	@Tag("thorough")
	void jobOfAJvmThatWasKilledIsPickedUpByAnother() throws Exception {
		Process jvm = JobJvm.launch(this.computer, List.of("-Xmx128m"), "hold", "survivor",
				"echo first; while [[ ! -e go ]]; do sleep 0.05; done; echo second; exit 42");
		try {
			assertThat(JobJvm.reader(jvm).readLine()).isEqualTo("first");
		}
		finally {
			jvm.destroyForcibly();
		}
		assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
		Files.createFile(this.computer.home().resolve("go"));
		try (JobApplication application = JobApplication.start(this.computer)) {
			MiosaJob job = application.jobs().attach(this.id, "survivor");
			assertThat(job.lines().map(JobLine::text).collectList().block(TIMEOUT)).containsExactly("first", "second");
			assertThat(job.await(TIMEOUT)).isEqualTo(42);
		}
	}

}
