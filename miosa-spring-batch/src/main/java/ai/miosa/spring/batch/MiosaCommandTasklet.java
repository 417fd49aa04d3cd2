package ai.miosa.spring.batch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.listener.StepExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.SimpleSystemProcessExitCodeMapper;
import org.springframework.batch.core.step.tasklet.StoppableTasklet;
import org.springframework.batch.core.step.tasklet.SystemCommandException;
import org.springframework.batch.core.step.tasklet.SystemProcessExitCodeMapper;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.util.Assert;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.session.SessionStream;

/**
 * Tasklet that runs one command as a job on a computer, as
 * {@link org.springframework.batch.core.step.tasklet.SystemCommandTasklet} does on this
 * machine. <pre class="code">
 * new MiosaCommandTasklet(jobRepository,
 *     (step) -&gt; jobs.job("cmp_123", "make test").timeout(Duration.ofHours(1)))
 * </pre>
 * <p>
 * If the application is killed, the restarted step attaches to the job instead of running
 * the command again. A step that has failed or was stopped runs the command again when it
 * is restarted, unless the outcome of the command is unknown. The execution context of
 * the step contains the state, the exit code, the signal, the sizes and the last 4 KiB of
 * stdout and stderr, under keys that begin with {@code miosa.}.
 * <p>
 * Supports one execution at a time; for concurrent executions, declare it with step
 * scope.
 */
public class MiosaCommandTasklet implements StoppableTasklet, StepExecutionListener {

	private static final String ATTEMPT = "miosa.attempt";

	private static final int TAIL = 4096;

	private static final Duration TAIL_TIMEOUT = Duration.ofSeconds(30);

	private final JobRepository jobRepository;

	private final Function<StepExecution, JobSpec> command;

	private SystemProcessExitCodeMapper exitCodeMapper = new SimpleSystemProcessExitCodeMapper();

	private Duration maxWait = Duration.ofDays(1);

	private boolean repeatLost;

	private volatile @Nullable MiosaJob job;

	private volatile @Nullable JobStatus status;

	private volatile boolean stopped;

	/**
	 * Create a tasklet.
	 * @param jobRepository the repository of the step
	 * @param command specifies the job. Its id is set by this tasklet
	 */
	public MiosaCommandTasklet(JobRepository jobRepository, Function<StepExecution, JobSpec> command) {
		this.jobRepository = jobRepository;
		this.command = command;
	}

	/**
	 * Set how exit codes are mapped. One that is mapped to {@link ExitStatus#FAILED}
	 * fails the step.
	 * @param exitCodeMapper the mapper, by default one that maps 0 to success
	 */
	public void setExitCodeMapper(SystemProcessExitCodeMapper exitCodeMapper) {
		this.exitCodeMapper = exitCodeMapper;
	}

	/**
	 * Set how long to wait for the end of the command, and before for its start, after
	 * which the step fails. The command continues to run; {@link JobSpec#timeout} ends
	 * it.
	 * @param maxWait the time, one day by default
	 */
	public void setMaxWait(Duration maxWait) {
		this.maxWait = maxWait;
	}

	/**
	 * Set whether a restarted step repeats a command whose outcome is unknown. Such a
	 * command has run in part or to its end.
	 * @param repeatLost whether to repeat it, {@code false} by default
	 */
	public void setRepeatLost(boolean repeatLost) {
		this.repeatLost = repeatLost;
	}

	@Override
	public void beforeStep(StepExecution stepExecution) {
		this.job = null;
		this.status = null;
		this.stopped = false;
		StepRun.init(stepExecution, this.jobRepository);
	}

	@Override
	public RepeatStatus execute(StepContribution contribution, ChunkContext chunkContext) throws Exception {
		StepExecution stepExecution = contribution.getStepExecution();
		int attempt = stepExecution.getExecutionContext().getInt(ATTEMPT, 1);
		JobSpec command = this.command.apply(stepExecution).id(StepRun.jobId(stepExecution, attempt));
		MiosaJob job = start(command);
		this.job = job;
		if (this.stopped) {
			stop();
		}
		JobStatus status = job.awaitEnd(this.maxWait);
		this.status = status;
		if (this.stopped) {
			throw new JobInterruptedException(job + " was stopped with its step");
		}
		Integer exitCode = status.exitCode();
		if (exitCode == null) {
			throw new SystemCommandException(job + " has ended without an exit code: " + status.state());
		}
		ExitStatus exitStatus = this.exitCodeMapper.getExitStatus(exitCode);
		contribution.setExitStatus(exitStatus);
		if (ExitStatus.FAILED.getExitCode().equals(exitStatus.getExitCode())) {
			throw new SystemCommandException(job + " has ended with exit code " + exitCode);
		}
		return RepeatStatus.FINISHED;
	}

	/**
	 * Start the job. Unlike {@code Mono.block}, a future lets the common pool, which the
	 * JDK's HTTP client needs, replace a thread that waits.
	 */
	private MiosaJob start(JobSpec command) throws Exception {
		CompletableFuture<@Nullable MiosaJob> start = StartRetry.of(command.startMono()).contextCapture().toFuture();
		try {
			MiosaJob job = start.get(this.maxWait.toMillis(), TimeUnit.MILLISECONDS);
			Assert.state(job != null, "A start ends with a job or an exception");
			return job;
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
		catch (TimeoutException ex) {
			String computerId = command.getComputerId();
			throw new MiosaTimeoutException("The job was not started within " + this.maxWait + " on computer "
					+ computerId + "; it may start later", computerId, true, ex);
		}
		finally {
			start.cancel(true);
		}
	}

	@Override
	@SuppressWarnings("removal") // The method is deprecated, and still abstract
	public void stop() {
		this.stopped = true;
		MiosaJob job = this.job;
		if (job != null) {
			job.kill();
		}
	}

	/**
	 * Record the outcome, which a rollback would have removed from the execution context,
	 * and let the next execution make a new attempt unless this one is lost.
	 */
	@Override
	public @Nullable ExitStatus afterStep(StepExecution stepExecution) {
		MiosaJob job = this.job;
		JobStatus status = this.status;
		if (job != null && status != null) {
			ExecutionContext context = stepExecution.getExecutionContext();
			if (status.state() != JobState.LOST || this.repeatLost) {
				context.putInt(ATTEMPT, context.getInt(ATTEMPT, 1) + 1);
			}
			record(context, job, status);
		}
		return null;
	}

	private static void record(ExecutionContext context, MiosaJob job, JobStatus status) {
		context.putString("miosa.computer.id", job.getComputerId());
		context.putString("miosa.job.id", job.getId());
		context.putString("miosa.state", status.state().name());
		context.put("miosa.exit.code", status.exitCode());
		context.put("miosa.signal", status.signal());
		context.putLong("miosa.stdout.size", status.stdoutSize());
		context.putLong("miosa.stderr.size", status.stderrSize());
		ByteArrayOutputStream stdout = new ByteArrayOutputStream();
		ByteArrayOutputStream stderr = new ByteArrayOutputStream();
		JobPosition tail = new JobPosition(Math.max(0, status.stdoutSize() - TAIL),
				Math.max(0, status.stderrSize() - TAIL));
		if (status.stdoutSize() + status.stderrSize() > 0) {
			job.output(tail)
				.doOnNext((output) -> keep((output.stream() == SessionStream.STDOUT) ? stdout : stderr, output))
				.then()
				.timeout(TAIL_TIMEOUT)
				// The outcome is known whether or not its output can be read
				.onErrorComplete()
				.block();
		}
		context.putString("miosa.stdout.tail", stdout.toString(StandardCharsets.UTF_8));
		context.putString("miosa.stderr.tail", stderr.toString(StandardCharsets.UTF_8));
	}

	private static void keep(ByteArrayOutputStream tail, JobOutput output) {
		byte[] bytes = output.bytes();
		// Later output of background processes is ignored
		tail.write(bytes, 0, Math.min(bytes.length, TAIL - tail.size()));
	}

}
