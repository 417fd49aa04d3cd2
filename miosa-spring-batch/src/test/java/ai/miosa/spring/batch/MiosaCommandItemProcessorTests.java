package ai.miosa.spring.batch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands as items of a chunk-oriented step.
 */
class MiosaCommandItemProcessorTests extends AbstractBatchTests {

	private final List<MiosaCommandOutcome<Item>> outcomes = new ArrayList<>();

	private List<String> computers;

	@BeforeEach
	void addComputers() {
		this.computers = List.of(this.computer.addComputer(), this.computer.addComputer());
	}

	@Test
	void commandsOfAChunkRunTogetherByOneStartAndOneSessionForEachComputer() throws Exception {
		// Each waits for all of its chunk
		List<Item> items = items(8,
				(i) -> "touch here-%d; until [[ $(ls | grep -c here-) -ge %d ]]; do sleep 0.05; done; exit %d"
					.formatted(i, (i < 4) ? 4 : 8, i));
		int requests = this.computer.requests();
		JobExecution execution = start((step) -> step(step, items, 4, this.outcomes::addAll));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode())
			.containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
		assertThat(this.outcomes).extracting(MiosaCommandOutcome::item).isEqualTo(items);
		assertThat(this.outcomes.get(0).isSuccessful()).isTrue();
		assertThat(this.outcomes.get(1).isSuccessful()).isFalse();
		assertThat(this.computer.requests() - requests).isEqualTo(2 * 2 * 2);
		assertStepIsParent();
	}

	@Test
	void restartedStepTakesTheOutcomesOfItsCommandsAndRunsNoneAgain() throws Exception {
		List<Item> items = items(4, (i) -> "echo ran >>runs-" + i + "; exit " + i);
		JobExecution first = start((step) -> step(step, items, 4, (outcomes) -> {
			throw new IllegalStateException("The database has gone");
		}));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		killRestart(first);
		JobExecution second = start((step) -> step(step, items, 4, this.outcomes::addAll));
		assertThat(second.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().exitCode()).containsExactly(0, 1, 2, 3);
		for (int i = 0; i < 4; i++) {
			assertThat(run(i)).hasContent("ran");
		}
	}

	@Test
	@Tag("thorough")
	void commandThatIsLostIsAValueAndNotRunAgain() throws Exception {
		List<Item> items = items(1, (i) -> "echo ran >>runs-0; touch started; exec sleep 600");
		Thread rebooter = new Thread(() -> {
			while (!Files.exists(this.computer.home().resolve("started"))) {
				Thread.onSpinWait();
			}
			this.computer.reboot();
		});
		rebooter.start();
		JobExecution execution = start((step) -> step(step, items, 1, this.outcomes::addAll));
		rebooter.join();
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes).extracting((outcome) -> outcome.status().state()).containsExactly(JobState.LOST);
		assertThat(run(0)).hasContent("ran");
	}

	@Test
	void commandThatCannotBeStartedIsSkippedOrFailsTheStep() throws Exception {
		this.computer.setStatus(this.computers.get(1), ComputerStatus.State.STOPPED);
		List<Item> items = items(2, (i) -> "exit " + i);
		JobExecution execution = start(
				(step) -> new StepBuilder("step", this.repository).<Item, MiosaCommandOutcome<Item>>chunk(2)
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
	@Tag("thorough")
	void itemWhoseCommandIsNotValidIsSkipped() throws Exception {
		List<Item> items = items(3, (i) -> (i == 1) ? "x".repeat(200_000) : "exit " + i);
		JobExecution execution = start((step) -> step.<Item, MiosaCommandOutcome<Item>>chunk(3)
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
	@Tag("thorough")
	void startingComputerIsAwaited() throws Exception {
		this.computer.faults().next(Fault.starting());
		JobExecution execution = start((step) -> step(step, items(1, (i) -> "exit 5"), 1, this.outcomes::addAll));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.outcomes.get(0).status().exitCode()).isEqualTo(5);
	}

	@Test
	@Tag("thorough")
	void numberOfCommandsOnAComputerIsLimited() throws Exception {
		// Fails if another runs
		List<Item> items = items(4, (i) -> "mkdir busy-%1$d && sleep 0.2 && rmdir busy-%1$d".formatted(i % 2));
		MiosaCommandItemProcessor<Item> processor = processor();
		processor.setMaxPerComputer(1);
		start((step) -> step.<Item, MiosaCommandOutcome<Item>>chunk(4)
			.reader(new ListItemReader<>(items))
			.processor(processor)
			.writer((outcomes) -> this.outcomes.addAll(outcomes.getItems()))
			.build());
		assertThat(this.outcomes).hasSize(4).allMatch(MiosaCommandOutcome::isSuccessful);
	}

	private Path run(int i) {
		return this.computer.home().resolve("runs-" + i);
	}

	private List<Item> items(int count, IntFunction<String> command) {
		return IntStream.range(0, count)
			.mapToObj((i) -> new Item("item-" + i, this.computers.get(i % 2), command.apply(i)))
			.toList();
	}

	private MiosaCommandItemProcessor<Item> processor() {
		return new MiosaCommandItemProcessor<>(this.jobs, this.repository,
				(item) -> this.jobs.job(item.computerId, item.command).timeout(Duration.ofMinutes(2)), Item::id);
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
