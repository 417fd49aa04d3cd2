package ai.miosa.spring.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.item.support.ListItemReader;

import ai.miosa.spring.ComputerNotRunningException;
import ai.miosa.spring.computer.ComputerStatus;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.test.Fault;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands as items of a chunk-oriented step.
 */
class MiosaCommandItemProcessorTests {

	private static MiosaLocalComputer computer;

	private static BatchApplication application;

	private List<String> computers;

	private final List<MiosaCommandOutcome<Item>> outcomes = new ArrayList<>();

	@BeforeAll
	static void start() {
		computer = MiosaLocalComputer.start();
		application = new BatchApplication(computer);
	}

	@AfterAll
	static void close() {
		application.close();
		computer.close();
	}

	@BeforeEach
	void reset() {
		computer.reset();
		application.nextJob();
		this.computers = List.of(computer.addComputer(), computer.addComputer());
	}

	@Test
	void commandsOfAChunkRunTogetherByOneStartAndOneSessionForEachComputer() throws Exception {
		// Each waits for all of its chunk
		List<Item> items = items(8,
				(i) -> "touch here-%d; until [[ $(ls | grep -c here-) -ge %d ]]; do sleep 0.05; done; exit %d"
					.formatted(i, (i < 4) ? 4 : 8, i));
		int requests = computer.requests();
		JobExecution execution = application.start((step) -> step(step, items, 4, this.outcomes::addAll));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode())
			.containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		assertThat(this.outcomes).extracting(MiosaCommandOutcome::item).isEqualTo(items);
		assertThat(this.outcomes.get(0).isSuccessful()).isTrue();
		assertThat(this.outcomes.get(1).isSuccessful()).isFalse();
		assertThat(computer.requests() - requests).isEqualTo(2 * 2 * 2);
	}

	@Test
	void restartedStepTakesTheOutcomesOfItsCommandsAndRunsNoneAgain() throws Exception {
		List<Item> items = items(4, (i) -> "echo ran >>runs-" + i + "; exit " + i);
		JobExecution first = application.start((step) -> step(step, items, 4, (outcomes) -> {
			throw new IllegalStateException("The database has gone");
		}));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		JobExecution second = application.start((step) -> step(step, items, 4, this.outcomes::addAll));
		assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(0, 1, 2, 3);
		for (int i = 0; i < 4; i++) {
			assertThat(run(i)).hasContent("ran");
		}
	}

	@Test
	void commandThatIsLostIsAValueAndNotRunAgain() throws Exception {
		List<Item> items = items(1, (i) -> "echo ran >>runs-0; touch started; exec sleep 600");
		Thread rebooter = new Thread(() -> {
			while (!Files.exists(computer.home().resolve("started"))) {
				Thread.onSpinWait();
			}
			computer.reboot();
		});
		rebooter.start();
		JobExecution execution = application.start((step) -> step(step, items, 1, this.outcomes::addAll));
		rebooter.join();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().state()).containsExactly(JobState.LOST);
		assertThat(run(0)).hasContent("ran");
	}

	@Test
	void commandThatCannotBeStartedIsSkippedOrFailsTheStep() throws Exception {
		computer.setStatus(this.computers.get(1), ComputerStatus.State.STOPPED);
		List<Item> items = items(2, (i) -> "exit " + i);
		JobExecution execution = application
			.start((step) -> new StepBuilder("step", application.repository()).<Item, MiosaCommandOutcome<Item>>chunk(2)
				.reader(new ListItemReader<>(items))
				.processor(processor())
				.writer((outcomes) -> this.outcomes.addAll(outcomes.getItems()))
				.faultTolerant()
				.skip(ComputerNotRunningException.class)
				.build());
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting(MiosaCommandOutcome::item).containsExactly(items.get(0));
		assertThat(execution.getStepExecutions()).extracting((step) -> step.getProcessSkipCount()).containsExactly(1L);
	}

	@Test
	void itemWhoseCommandIsNotValidIsSkipped() throws Exception {
		List<Item> items = items(3, (i) -> (i == 1) ? "x".repeat(200_000) : "exit " + i);
		JobExecution execution = application.start((step) -> step.<Item, MiosaCommandOutcome<Item>>chunk(3)
			.reader(new ListItemReader<>(items))
			.processor(processor())
			.writer((outcomes) -> this.outcomes.addAll(outcomes.getItems()))
			.faultTolerant()
			.skip(IllegalArgumentException.class)
			.build());
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(0, 2);
	}

	@Test
	void computerThatIsStartingIsWaitedFor() throws Exception {
		computer.faults().next(3, Fault.starting());
		JobExecution execution = application
			.start((step) -> step(step, items(1, (i) -> "exit 5"), 1, this.outcomes::addAll));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes.get(0).status().exitCode()).isEqualTo(5);
	}

	@Test
	void numberOfCommandsOnAComputerIsLimited() throws Exception {
		// Fails if another runs
		List<Item> items = items(4, (i) -> "mkdir busy-%1$d && sleep 0.2 && rmdir busy-%1$d".formatted(i % 2));
		MiosaCommandItemProcessor<Item> processor = processor();
		processor.setMaxPerComputer(1);
		application.start((step) -> step.<Item, MiosaCommandOutcome<Item>>chunk(4)
			.reader(new ListItemReader<>(items))
			.processor(processor)
			.writer((outcomes) -> this.outcomes.addAll(outcomes.getItems()))
			.build());
		assertThat(this.outcomes).hasSize(4).allMatch(MiosaCommandOutcome::isSuccessful);
	}

	private Path run(int i) {
		return computer.home().resolve("runs-" + i);
	}

	private List<Item> items(int count, IntFunction<String> command) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new Item("item-" + i, this.computers.get(i % 2), command.apply(i)))
			.toList();
	}

	private MiosaCommandItemProcessor<Item> processor() {
		return new MiosaCommandItemProcessor<>(application.jobs(), application.repository(),
				(item) -> application.jobs().job(item.computerId, item.command), Item::id);
	}

	private Step step(StepBuilder step, List<Item> items, int chunkSize, Writer writer) {
		ItemWriter<MiosaCommandOutcome<Item>> itemWriter = (chunk) -> writer.write(new ArrayList<>(chunk.getItems()));
		return step.<Item, MiosaCommandOutcome<Item>>chunk(chunkSize)
			.reader(new ListItemReader<>(items))
			.processor(processor())
			.writer(itemWriter)
			.build();
	}

	private interface Writer {

		void write(List<MiosaCommandOutcome<Item>> outcomes);

	}

	private record Item(String id, String computerId, String command) {
	}

}
