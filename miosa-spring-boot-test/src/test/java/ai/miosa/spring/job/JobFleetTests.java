package ai.miosa.spring.job;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Many jobs on many computers take few requests.
 */
class JobFleetTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(80);

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private JobApplication application;

	@BeforeEach
	void start() {
		this.application = JobApplication.start(this.computer);
	}

	@AfterEach
	void close() {
		this.application.close();
		this.computer.close();
	}

	@Test
	void fiftyJobsOnFiveComputersTakeAtMost11Requests() {
		assertThat(run(50, 5)).isLessThanOrEqualTo(11);
	}

	@Test
	@Tag("scale")
	@Timeout(value = 30, unit = TimeUnit.MINUTES)
	void thousandJobsOnFiftyComputersTakeAtMost110Requests() {
		assertThat(run(1000, 50)).isLessThanOrEqualTo(110);
	}

	@Test
	@Tag("scale")
	@Timeout(value = 90, unit = TimeUnit.MINUTES)
	void tenThousandJobsOn500ComputersTakeAtMost1100Requests() {
		assertThat(run(10_000, 500)).isLessThanOrEqualTo(1100);
	}

	/**
	 * Run jobs to their end, on eight computers concurrently.
	 * @return the number of requests
	 */
	private int run(int jobs, int computers) {
		// No start is to be repeated because this machine has much else to do
		MiosaJobs fleet = this.application.jobs(Duration.ofMinutes(1));
		List<String> ids = IntStream.range(0, computers).mapToObj((i) -> this.computer.addComputer()).toList();
		int requests = this.computer.requests();
		List<Integer> exitCodes = Flux.fromIterable(ids)
			.flatMap((computerId) -> fleet
				.startAllMono(IntStream.range(0, jobs / computers)
					.mapToObj((i) -> fleet.job(computerId, "exit " + i).id(computerId + "-" + i))
					.toList())
				.flatMapMany(Flux::fromIterable)
				.flatMap((start) -> start.getOrThrow().exitCode(), jobs), 8)
			.collectList()
			.block(TIMEOUT);
		assertThat(exitCodes).hasSize(jobs);
		assertThat(exitCodes.stream().mapToInt(Integer::intValue).sum())
			.isEqualTo(computers * IntStream.range(0, jobs / computers).sum());
		return this.computer.requests() - requests;
	}

	@Test
	@Tag("thorough")
	void resultsAreInTheOrderOfTheJobsWithATypedFailureForEach() {
		MiosaJobs jobs = this.application.jobs();
		String stopped = this.computer.addComputer();
		this.computer.setStatus(stopped, ComputerStatus.State.STOPPED);
		jobs.job(this.id, "true").id("taken").start();
		List<JobStart> starts = jobs.startAll(List.of(jobs.job(this.id, "exit 1").id("a"),
				jobs.job(stopped, "exit 2").id("b"), jobs.job(this.id, "touch ran").id("taken"),
				jobs.job(this.id, "exit 4").workingDirectory("/does/not/exist").id("d"),
				jobs.job(this.id, "exit 5").id("e"), jobs.job(this.id, "exit 5").id("e")));
		assertThat(starts).extracting(JobStart::jobId).containsExactly("a", "b", "taken", "d", "e", "e");
		assertThat(starts.get(0).getOrThrow().await(TIMEOUT)).isOne();
		assertThat(starts.get(1).failure()).isInstanceOf(ComputerNotRunningException.class);
		assertThatExceptionOfType(MiosaJobConflictException.class).isThrownBy(starts.get(2)::getOrThrow);
		assertThat(starts.get(3).failure()).hasMessageContaining("working directory does not exist");
		assertThat(starts.get(4).getOrThrow().isNew()).isTrue();
		assertThat(starts.get(5).getOrThrow().isNew()).isFalse();
		assertThat(jobs.statuses(this.id, Set.of("a", "e", "unknown"))).containsOnlyKeys("a", "e");
		assertThat(this.computer.home().resolve("ran")).doesNotExist();
	}

	@Test
	@Tag("thorough")
	void startsOfWhichTheAnswerIsLostAreRepeatedAndRunOnce() throws Exception {
		MiosaJobs jobs = this.application.jobs();
		this.computer.faults().next(Fault.dropAfterRunning(ConnectionEnd.RESET)).next(Fault.truncatedBody());
		List<JobStart> starts = jobs.startAll(IntStream.range(0, 3)
			.mapToObj((i) -> jobs.job(this.id, "echo ran >>runs-" + i).id("job-" + i))
			.toList());
		assertThat(starts).allSatisfy((start) -> {
			assertThat(start.getOrThrow().isNew()).isTrue();
			assertThat(start.getOrThrow().await(TIMEOUT)).isZero();
			assertThat(this.computer.home().resolve("runs-" + start.jobId().substring(4))).hasContent("ran");
		});
	}

	@Tag("thorough")
	@Test
	void commandsThatDoNotFitInOneRequestAreStartedByMore() throws Exception {
		MiosaJobs jobs = this.application.jobs();
		String comment = ": " + "x".repeat(100_000);
		List<JobStart> starts = jobs.startAll(IntStream.range(0, 5)
			.mapToObj((i) -> jobs.job(this.id, comment + "; echo " + i + " >>" + "order").id("large-" + i))
			.toList());
		assertThat(this.computer.requests()).isEqualTo(3);
		Mono.when(starts.stream().map((start) -> start.getOrThrow().exitCode()).toList()).block(TIMEOUT);
		assertThat(new TreeSet<>(Files.readAllLines(this.computer.home().resolve("order")))).containsExactly("0", "1",
				"2", "3", "4");
	}

	@Test
	@Tag("thorough")
	void restartRunsTheCommandAgainUnderItsId() {
		MiosaJobs jobs = this.application.jobs();
		assertThat(jobs.job(this.id, "exit 1").id("again").start().await(TIMEOUT)).isOne();
		MiosaJob second = jobs.job(this.id, "exit 2").id("again").restart();
		assertThat(second.isNew()).isTrue();
		assertThat(second.await(TIMEOUT)).isEqualTo(2);
		MiosaJob none = jobs.job(this.id, "exit 3").id("none").restart();
		assertThat(none.isNew()).isTrue();
		assertThat(none.await(TIMEOUT)).isEqualTo(3);
	}

}
