package ai.miosa.spring.job;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaAuthenticationException;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;
import ai.miosa.spring.test.SessionFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * All waits for the jobs of one computer share one session.
 */
class JobWatchTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private static final int JOBS = 5;

	private final MiosaLocalComputer computer = MiosaLocalComputer.start();

	private final String id = this.computer.getComputerId();

	private JobApplication application;

	@AfterEach
	void close() {
		this.application.close();
		this.computer.close();
	}

	@Test
	void allWaitsShareOneSession() throws Exception {
		this.application = JobApplication.start(this.computer);
		startJobs();
		int requests = this.computer.requests();
		Mono<List<Integer>> exitCodes = awaitJobs();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().size() == 1);
		Files.createFile(this.computer.home().resolve("go"));
		assertThat(exitCodes.block(TIMEOUT)).hasSize(10 * JOBS).containsOnly(8);
		assertThat(this.computer.requests() - requests).isOne();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().isEmpty());
	}

	@Test
	@Tag("thorough")
	void waitIsObservedAsAJobAndNotAsASession() {
		this.application = JobApplication.start(this.computer);
		Queue<String> kinds = new ConcurrentLinkedQueue<>();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationHandler<ExecObservationContext>() {

			@Override
			public void onStart(ExecObservationContext context) {
				kinds.add(context.getExecKind());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ExecObservationContext;
			}

		});
		MiosaJobs jobs = this.application.template().mutate().observationRegistry(registry).build().jobs();
		assertThat(jobs.job(this.id, "exit 3").start().await(TIMEOUT)).isEqualTo(3);
		assertThat(kinds).containsExactly("bash", "job");
	}

	@Test
	@Tag("thorough")
	void jobsAddedLaterAreWaitedForOverTheSameSession() throws Exception {
		this.application = JobApplication.start(this.computer);
		MiosaJobs jobs = this.application.jobs();
		MiosaJob first = this.application.jobs()
			.job(this.id, "while [[ ! -e go ]]; do sleep 0.05; done; exit 1")
			.start();
		MiosaJob second = this.application.jobs().job(this.id, "exit 2").start();
		Mono<Integer> firstCode = jobs.attach(this.id, first.getId()).exitCode().cache();
		firstCode.subscribe();
		Awaitility.await().atMost(TIMEOUT).until(() -> this.computer.sessions().size() == 1);
		assertThat(second.await(TIMEOUT)).isEqualTo(2);
		assertThat(this.computer.sessions()).hasSize(1);
		Files.createFile(this.computer.home().resolve("go"));
		assertThat(firstCode.block(TIMEOUT)).isEqualTo(1);
	}

	@Test
	@Tag("thorough")
	void waitContinuesWhenTheConnectionBreaks() throws Exception {
		this.application = JobApplication.start(this.computer);
		this.computer.sessionFaults()
			.next(SessionFault.session().dropAfter(0, ConnectionEnd.RESET))
			.next(SessionFault.reject(Fault.error(502, "AGENT_UNREACHABLE")));
		MiosaJob job = this.application.jobs().job(this.id, "sleep 0.2; exit 3").start();
		assertThat(job.await(TIMEOUT)).isEqualTo(3);
		assertThat(this.application.jobs().getReconnections()).isEqualTo(2);
	}

	@Test
	@Tag("thorough")
	void jobThatWasRemovedMeanwhileIsNotMistakenForALaterOneOfItsId() {
		this.application = JobApplication.start(this.computer);
		this.computer.sessionFaults().next(SessionFault.session().dropAfter(0, ConnectionEnd.RESET));
		this.computer.sessionFaults().next(20, SessionFault.reject(Fault.error(502, "AGENT_UNREACHABLE")));
		MiosaJob job = this.application.jobs().job(this.id, "exec sleep 600").id("same").start();
		Mono<JobStatus> end = job.ended().cache();
		Flux<JobOutput> output = job.output().cache();
		end.subscribe((status) -> {
		}, (ex) -> {
		});
		output.subscribe((piece) -> {
		}, (ex) -> {
		});
		Awaitility.await().atMost(TIMEOUT).until(() -> this.application.jobs().getReconnections() > 1);
		MiosaJob other = this.application.jobs().attach(this.id, "same");
		other.kill(Duration.ZERO);
		other.delete();
		this.application.jobs().job(this.id, "echo other; exit 3").id("same").start();
		this.computer.sessionFaults().clear();
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> end.block(TIMEOUT));
		assertThatExceptionOfType(MiosaJobNotFoundException.class).isThrownBy(() -> output.blockLast(TIMEOUT));
	}

	@Test
	void permanentFailureIsReportedImmediately() {
		this.application = JobApplication.start(this.computer);
		this.computer.sessionFaults().next(SessionFault.reject(Fault.error(401, "invalid_token")));
		assertThatExceptionOfType(MiosaAuthenticationException.class)
			.isThrownBy(() -> this.application.jobs().attach(this.id, "any").await(TIMEOUT));
	}

	private void startJobs() {
		Flux.range(0, JOBS)
			.flatMap((i) -> this.application.jobs()
				.job(this.id, "while [[ ! -e go ]]; do sleep 0.3; done; exit 8")
				.id("job-" + i)
				.startMono(), 4)
			.blockLast(TIMEOUT);
	}

	private Mono<List<Integer>> awaitJobs() {
		Mono<List<Integer>> exitCodes = Flux.range(0, 10 * JOBS)
			.flatMap((i) -> this.application.jobs().attach(this.id, "job-" + i % JOBS).exitCode(), 10 * JOBS)
			.collectList()
			.cache();
		exitCodes.subscribe();
		return exitCodes;
	}

}
