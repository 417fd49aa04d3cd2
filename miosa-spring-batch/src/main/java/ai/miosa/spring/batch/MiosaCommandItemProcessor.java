package ai.miosa.spring.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.listener.ChunkListener;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.Chunk;
import org.springframework.batch.infrastructure.item.ItemProcessor;
import org.springframework.util.Assert;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobStart;
import ai.miosa.spring.job.MiosaJobs;

/**
 * Item processor that runs a command for each item of a chunk-oriented step. The commands
 * of a chunk run at the same time, so the size of the chunk limits how many run in total.
 * <pre class="code">
 * var processor = new MiosaCommandItemProcessor&lt;Item&gt;(jobs, jobRepository,
 *         (item) -&gt; jobs.job(item.computerId(), item.command()), Item::id);
 * </pre>
 * <p>
 * Any outcome of a command is a value; only a command that could not be started throws an
 * exception, which is subject to the retry or skip policy of the step. If the application
 * is killed, the restarted step attaches to the jobs instead of running the commands
 * again. For each chunk, starting takes one request per computer, and waiting takes one
 * session per computer.
 * <p>
 * A step without a task executor calls the processor as a listener before each chunk. A
 * step with a task executor does not, so each item takes a separate request, and the
 * number of threads limits how many run at a time rather than {@link #setMaxPerComputer}.
 * It must be the processor of the step, not a delegate of another, which would filter out
 * items whose commands have already run. Supports one execution of the step at a time.
 *
 * @param <I> the type of the items
 */
public class MiosaCommandItemProcessor<I> implements ItemProcessor<I, MiosaCommandOutcome<I>>,
		ChunkListener<I, MiosaCommandOutcome<I>>, StepExecutionListener {

	private final MiosaJobs jobs;

	private final JobRepository jobRepository;

	private final Function<? super I, JobSpec> command;

	private final Function<? super I, String> key;

	private int maxPerComputer = 100;

	private Duration maxWait = Duration.ofDays(1);

	private final Map<String, Command<I>> commands = new ConcurrentHashMap<>();

	private final Disposable.Swap chunk = Disposables.swap();

	private volatile @Nullable StepExecution stepExecution;

	/**
	 * Create a processor.
	 * @param jobs starts the jobs
	 * @param jobRepository the repository of the step
	 * @param command specifies the job of an item. Its id is set by this processor
	 * @param key returns the key of an item, unique in the step and the same after a
	 * restart; at most 160 characters, where each byte other than a letter, digit,
	 * hyphen, underscore or dot counts as three
	 */
	public MiosaCommandItemProcessor(MiosaJobs jobs, JobRepository jobRepository, Function<? super I, JobSpec> command,
			Function<? super I, String> key) {
		this.jobs = jobs;
		this.jobRepository = jobRepository;
		this.command = command;
		this.key = key;
	}

	/**
	 * Set how many commands run on one computer at a time. If a chunk has more, they are
	 * run in groups of that size.
	 * @param maxPerComputer the number, 100 by default
	 */
	public void setMaxPerComputer(int maxPerComputer) {
		Assert.isTrue(maxPerComputer > 0, "The number of commands on a computer must be positive");
		this.maxPerComputer = maxPerComputer;
	}

	/**
	 * Set how long to wait for the outcome of a command, after which its item fails with
	 * a {@link MiosaTimeoutException}. The command continues to run;
	 * {@link JobSpec#timeout} ends it.
	 * @param maxWait the time, one day by default
	 */
	public void setMaxWait(Duration maxWait) {
		this.maxWait = maxWait;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.stepExecution = stepExecution;
		StepRun.init(stepExecution, this.jobRepository);
	}

	@Override
	public void beforeChunk(Chunk<I> chunk) {
		this.commands.clear();
		List<Command<I>> commands = new ArrayList<>();
		for (I item : chunk) {
			try {
				Command<I> command = command(item);
				if (this.commands.putIfAbsent(command.key, command) == null) {
					commands.add(command);
				}
			}
			catch (RuntimeException ex) {
				// Raised again for the item that it concerns, which may be skipped
			}
		}
		this.chunk.update(run(commands));
	}

	@Override
	public MiosaCommandOutcome<I> process(I item) throws Exception {
		// A retry starts the job anew, or attaches to it
		Command<I> command = this.commands.remove(this.key.apply(item));
		Disposable run = Disposables.disposed();
		if (command == null) {
			command = command(item);
			run = run(List.of(command));
		}
		try {
			return command.await(this.maxWait);
		}
		finally {
			run.dispose();
		}
	}

	private Command<I> command(I item) {
		StepExecution stepExecution = this.stepExecution;
		Assert.state(stepExecution != null, "The processor must be registered as a listener of the step");
		String key = this.key.apply(item);
		return new Command<>(item, key, this.command.apply(item).id(StepRun.jobId(stepExecution, key)),
				new CompletableFuture<>());
	}

	private Disposable run(List<Command<I>> commands) {
		Map<String, List<Command<I>>> byComputer = new LinkedHashMap<>();
		commands.forEach(
				(command) -> byComputer.computeIfAbsent(command.job.getComputerId(), (computerId) -> new ArrayList<>())
					.add(command));
		// The observation of the step is the parent of ours
		return Flux.fromIterable(byComputer.values())
			.flatMap(
					(ofComputer) -> Flux.fromIterable(ofComputer).buffer(this.maxPerComputer).concatMap(this::runGroup),
					Math.max(1, commands.size()))
			.contextCapture()
			.subscribe();
	}

	private Mono<Void> runGroup(List<Command<I>> group) {
		Mono<List<JobStart>> start = Mono
			.defer(() -> this.jobs.startAllMono(group.stream().map(Command::job).toList()));
		return StartRetry.of(start.doOnNext(MiosaCommandItemProcessor::checkStarted))
			// Some may have been started
			.onErrorResume(StartRetry::isTooEarly, (ex) -> start)
			.flatMapMany((starts) -> Flux.range(0, group.size())
				.flatMap((i) -> group.get(i).complete(starts.get(i)), group.size()))
			.onErrorResume((ex) -> {
				group.forEach((command) -> command.outcome.completeExceptionally(ex));
				return Mono.empty();
			})
			.then();
	}

	private static void checkStarted(List<JobStart> starts) {
		for (JobStart start : starts) {
			RuntimeException failure = start.failure();
			if (failure != null && StartRetry.isTooEarly(failure)) {
				throw failure;
			}
		}
	}

	@Override
	public void onChunkError(Exception exception, Chunk<MiosaCommandOutcome<I>> chunk) {
		this.chunk.update(Disposables.disposed());
	}

	/**
	 * The command of an item.
	 */
	private record Command<I>(I item, String key, JobSpec job, CompletableFuture<MiosaCommandOutcome<I>> outcome) {

		MiosaCommandOutcome<I> await(Duration maxWait) throws Exception {
			try {
				return this.outcome.get(maxWait.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
			}
			catch (TimeoutException ex) {
				String computerId = this.job.getComputerId();
				throw new MiosaTimeoutException("The command of an item has not ended within " + maxWait
						+ " on computer " + computerId + "; it is still running", computerId, true, ex);
			}
		}

		Mono<Void> complete(JobStart start) {
			return Mono.fromCallable(start::getOrThrow)
				.flatMap((job) -> job.ended())
				.doOnNext((status) -> this.outcome
					.complete(new MiosaCommandOutcome<>(this.item, start.computerId(), status)))
				.doOnError(this.outcome::completeExceptionally)
				.onErrorComplete()
				.then();
		}

	}

}
