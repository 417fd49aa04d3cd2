package ai.miosa.spring.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.launch.JobExecutionAlreadyRunningException;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.ChunkOrientedStepBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.support.AbstractItemCountingItemStreamItemReader;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.retry.RetryListener;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.Retryable;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.computer.MiosaComputer;
import ai.miosa.spring.computer.MiosaComputers;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.MiosaJobConflictException;
import ai.miosa.spring.test.ConnectionEnd;
import ai.miosa.spring.test.Fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Attacks on chunk-oriented steps and on their restarts. No command ever runs twice.
 */
@Tag("thorough")
class BatchRestartTests extends AbstractBatchTests {

	private static final String RUN = "echo ran >>runs-%1$d; ";

	private final List<MiosaCommandOutcome<Item>> outcomes = new CopyOnWriteArrayList<>();

	@Autowired
	private MiosaComputers computers;

	@Test
	void inputWithoutItemsTakesNoRequest() throws Exception {
		assertThat(start(step(List.of())).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.computer.requests()).isZero();
	}

	@Test
	void itemsOfOneKeyAndCommandShareARun() throws Exception {
		Item item = item(0, RUN + "exit 3");
		assertThat(start(step(List.of(item, item, item))).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).hasSize(3).allMatch((outcome) -> outcome.status().exitCode() == 3);
		assertRanOnce(1);
	}

	@Test
	void itemWithTheKeyOfAnotherAndItsOwnCommandIsRejected() throws Exception {
		JobExecution execution = start(step(List.of(item(0, RUN), item(0, "touch other"))));
		assertFailed(execution, MiosaJobConflictException.class);
		assertRanOnce(1);
		assertThat(home("other")).doesNotExist();
	}

	@Test
	void commandThatHasChangedSinceIsRejected() throws Exception {
		start(step(List.of(item(0, RUN)), (step) -> step.writer((chunk) -> {
			throw new IllegalStateException("The database has gone");
		})));
		JobExecution execution = start(step(List.of(item(0, RUN + "touch changed"))));
		assertFailed(execution, MiosaJobConflictException.class);
		assertRanOnce(1);
		assertThat(home("changed")).doesNotExist();
	}

	@Test
	void computerThatIsDestroyedFailsTheStep() throws Exception {
		MiosaComputer doomed = this.computers.create((spec) -> spec.name("doomed"));
		List<Item> items = List.of(new Item("0", doomed.getId(), "touch ../started; exec sleep 600"));
		CompletableFuture<JobExecution> execution = startLater(step(items));
		Path home = this.computer.home(doomed.getId());
		await(() -> Files.exists(home.resolve("../started")));
		doomed.destroy();
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(start(step(items)).getStatus()).isEqualTo(BatchStatus.FAILED);
	}

	@Test
	void rebootLosesWhatRunsAndKeepsWhatHasEnded() throws Exception {
		List<Item> items = List.of(item(0, RUN + "exit 7"), item(1, RUN + "touch started; exec sleep 600"));
		CompletableFuture<JobExecution> execution = startLater(step(items));
		await(() -> Files.exists(home("started")) && this.jobs.list(this.computer.getComputerId())
			.stream()
			.anyMatch((status) -> status.state() == JobState.EXITED));
		this.computer.reboot();
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().state())
			.containsExactly(JobState.EXITED, JobState.LOST);
		assertRanOnce(2);
	}

	@Test
	void stopTakesEffectAfterTheChunkAndARestartContinues() throws Exception {
		List<Item> items = items(4, RUN + "until [[ -e go ]]; do sleep 0.05; done");
		CompletableFuture<JobExecution> execution = startLater(step(items));
		await(() -> Files.exists(home("runs-1")));
		this.operator.stop(running());
		Files.createFile(home("go"));
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(start(step(items)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertRanOnce(4);
	}

	@Test
	void abandonedExecutionIsNotRepeated() throws Exception {
		List<Item> items = items(2, RUN);
		JobExecution failed = start(step(items, (step) -> step.writer((chunk) -> {
			throw new IllegalStateException("The database has gone");
		})));
		this.operator.abandon(failed);
		assertThatExceptionOfType(JobInstanceAlreadyCompleteException.class).isThrownBy(() -> start(step(items)));
		assertRanOnce(2);
	}

	@Test
	void secondStartIsRejectedWhileTheFirstRuns() throws Exception {
		List<Item> items = items(2, RUN + "until [[ -e go ]]; do sleep 0.05; done");
		CompletableFuture<JobExecution> execution = startLater(step(items));
		await(() -> Files.exists(home("runs-1")));
		assertThatExceptionOfType(JobExecutionAlreadyRunningException.class).isThrownBy(() -> start(step(items)));
		Files.createFile(home("go"));
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertRanOnce(2);
	}

	@Test
	void concurrentExecutionsOfTwoInstancesShareTheRuns() throws Exception {
		List<Item> items = items(6, RUN + "until [[ -e go ]]; do sleep 0.05; done");
		CompletableFuture<JobExecution> first = startLater(step(items));
		await(() -> Files.exists(home("runs-1")));
		// Taken for dead
		this.operator.recover(running());
		CompletableFuture<JobExecution> second = startLater(step(items));
		await(() -> this.repository.findRunningJobExecutions(jobName()).size() == 1);
		Files.createFile(home("go"));
		assertThat(second.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		first.get(2, TimeUnit.MINUTES);
		assertRanOnce(6);
	}

	static List<Fault> faults() {
		return List.of(Fault.dropAfterRunning(ConnectionEnd.RESET), Fault.dropAfterRunning(ConnectionEnd.FIN),
				Fault.dropBeforeBody(ConnectionEnd.RESET), Fault.truncatedBody(),
				Fault.errorAfterRunning(502, "AGENT_UNREACHABLE"), Fault.errorAfterRunning(500, "INTERNAL"),
				Fault.rateLimited(Duration.ofMillis(100)), Fault.starting(Duration.ofMillis(100)),
				Fault.retryable(503, "UNAVAILABLE"), Fault.reply(200, "text/html", "<p>proxy</p>"));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void startWhoseAnswerIsLostIsRepeatedAndRunsOnce(Fault fault) throws Exception {
		this.computer.faults().next(fault).next(fault);
		assertThat(start(step(items(4, RUN + "exit %1$d"))).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(0, 1, 2, 3);
		assertRanOnce(4);
	}

	@Test
	void requestsThatTheRateDoesNotAllowYetAreSentLater() throws Exception {
		// More than a start attempts by itself
		this.rateOfRequests.reject(8);
		assertThat(start(step(items(2, RUN))).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertRanOnce(2);
	}

	@Test
	void temporarilyLostAgentIsAwaited() throws Exception {
		CompletableFuture<JobExecution> execution = startLater(step(items(4, RUN + "sleep 0.2; exit %1$d")));
		await(() -> Files.exists(home("runs-1")));
		this.computer.loseAgent(Duration.ofSeconds(2));
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(0, 1, 2, 3);
		assertRanOnce(4);
	}

	@Test
	void temporarilyUnreachableApiIsAwaited() throws Exception {
		CompletableFuture<JobExecution> execution = startLater(
				step(items(2, RUN + "until [[ -e go ]]; do sleep 0.05; done")));
		await(() -> Files.exists(home("runs-1")));
		this.computer.refuseConnections(Duration.ofSeconds(2));
		Files.createFile(home("go"));
		assertThat(execution.get(2, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertRanOnce(2);
	}

	@Test
	void chunkThatCannotBeWrittenIsScannedWithoutRunningAgain() throws Exception {
		JobExecution execution = start(step(items(4, RUN), (step) -> step.writer((chunk) -> {
			if (chunk.getItems().stream().anyMatch((outcome) -> outcome.item().key.equals("1"))) {
				throw new IllegalStateException("Not this one");
			}
			this.outcomes.addAll(chunk.getItems());
		}).faultTolerant().skip(IllegalStateException.class).skipLimit(1)));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.item().key).containsExactlyInAnyOrder("0", "2", "3");
		assertRanOnce(4);
	}

	@Test
	void startOnAStoppedComputerIsRetriedByThePolicyOfTheStep() throws Exception {
		String stopped = this.computer.addComputer();
		this.computer.setStatus(stopped, ComputerStatus.State.STOPPED);
		List<Item> items = List.of(item(0, RUN), new Item("1", stopped, RUN.formatted(1)));
		AtomicBoolean once = new AtomicBoolean();
		JobExecution execution = start(step(items,
				(step) -> step.faultTolerant()
					.retry(ComputerNotRunningException.class)
					.retryLimit(3)
					.retryListener(new RetryListener() {
						@Override
						public void beforeRetry(RetryPolicy policy, Retryable<?> retryable) {
							once.set(true);
							BatchRestartTests.this.computer.setStatus(stopped, ComputerStatus.State.RUNNING);
						}
					})));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(once).isTrue();
		assertRanOnce(2);
	}

	@Test
	void commandThatTakesTooLongFailsTheStepAndIsAttachedToByTheNext() throws Exception {
		List<Item> items = items(1, RUN + "until [[ -e go ]]; do sleep 0.05; done; exit 4");
		MiosaCommandItemProcessor<Item> impatient = processor();
		impatient.setMaxWait(Duration.ofMillis(500));
		JobExecution execution = start(step(items, (step) -> step.processor(impatient)));
		assertFailed(execution, MiosaTimeoutException.class);
		Files.createFile(home("go"));
		assertThat(start(step(items)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(4);
		assertRanOnce(1);
	}

	@Test
	void stepWithManyThreadsRunsEachCommandOnce() throws Exception {
		assertThat(start(step(items(20, RUN), (step) -> step.taskExecutor(new SimpleAsyncTaskExecutor()))).getStatus())
			.isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).hasSize(20).allMatch(MiosaCommandOutcome::isSuccessful);
		assertRanOnce(20);
	}

	@Test
	void interruptedStepIsContinued() throws Exception {
		List<Item> items = items(2, RUN + "until [[ -e go ]]; do sleep 0.05; done");
		AtomicBoolean failed = new AtomicBoolean();
		Thread thread = new Thread(() -> {
			try {
				failed.set(start(step(items)).getStatus() != BatchStatus.COMPLETED);
			}
			catch (Exception ex) {
				failed.set(true);
			}
		});
		thread.start();
		await(() -> Files.exists(home("runs-1")));
		thread.interrupt();
		thread.join(TimeUnit.MINUTES.toMillis(2));
		assertThat(failed).isTrue();
		this.repository.findRunningJobExecutions(jobName()).forEach(this.operator::recover);
		Files.createFile(home("go"));
		assertThat(start(step(items)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertRanOnce(2);
	}

	@Test
	void failuresAtRandomMomentsRunEachCommandOnce() throws Exception {
		List<Item> items = items(30, RUN + "sleep 0.$((RANDOM %% 3)); exit %1$d");
		BatchStatus status = BatchStatus.UNKNOWN;
		while (status != BatchStatus.COMPLETED) {
			if (ThreadLocalRandom.current().nextBoolean()) {
				this.computer.faults().next(Fault.dropAfterRunning(ConnectionEnd.RESET));
			}
			status = start(step(items, (step) -> step.writer((chunk) -> {
				if (ThreadLocalRandom.current().nextInt(4) == 0) {
					throw new IllegalStateException("The database has gone");
				}
				this.outcomes.addAll(chunk.getItems());
			}))).getStatus();
		}
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode())
			.containsExactlyElementsOf(IntStream.range(0, 30).boxed().toList());
		assertRanOnce(30);
	}

	private static void assertFailed(JobExecution execution, Class<? extends Exception> cause) {
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(execution.getAllFailureExceptions())
			.anySatisfy((failure) -> assertThat(failure).hasStackTraceContaining(cause.getName()));
	}

	private void assertRanOnce(int commands) {
		for (int i = 0; i < commands; i++) {
			assertThat(home("runs-" + i)).hasContent("ran");
		}
	}

	private Path home(String file) {
		return this.computer.home().resolve(file);
	}

	private static void await(Callable<Boolean> condition) {
		Awaitility.await().atMost(2, TimeUnit.MINUTES).until(condition);
	}

	private JobExecution running() {
		return this.repository.findRunningJobExecutions(jobName()).iterator().next();
	}

	private CompletableFuture<JobExecution> startLater(Function<StepBuilder, Step> step) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return start(step);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private List<Item> items(int count, String command) {
		return IntStream.range(0, count).mapToObj((i) -> item(i, command)).toList();
	}

	private Item item(int i, String command) {
		return new Item(String.valueOf(i), this.computer.getComputerId(), command.formatted(i));
	}

	private MiosaCommandItemProcessor<Item> processor() {
		return new MiosaCommandItemProcessor<>(this.jobs, this.repository,
				(item) -> this.jobs.job(item.computerId, item.command).timeout(Duration.ofMinutes(2)), Item::key);
	}

	private Function<StepBuilder, Step> step(List<Item> items) {
		return step(items, UnaryOperator.identity());
	}

	private Function<StepBuilder, Step> step(List<Item> items,
			UnaryOperator<ChunkOrientedStepBuilder<Item, MiosaCommandOutcome<Item>>> more) {
		return (step) -> more
			.apply(step.<Item, MiosaCommandOutcome<Item>>chunk(2)
				.reader(new ItemReader(items))
				.processor(processor())
				.writer((chunk) -> this.outcomes.addAll(chunk.getItems())))
			.build();
	}

	private record Item(String key, String computerId, String command) {
	}

	/**
	 * Reads items, and continues after a restart.
	 */
	private static final class ItemReader extends AbstractItemCountingItemStreamItemReader<Item> {

		private final Iterator<Item> items;

		private ItemReader(List<Item> items) {
			this.items = items.iterator();
			setName("items");
		}

		@Override
		protected @Nullable Item doRead() {
			return this.items.hasNext() ? this.items.next() : null;
		}

		@Override
		protected void doOpen() {
		}

		@Override
		protected void doClose() {
		}

	}

}
