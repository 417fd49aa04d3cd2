package ai.miosa.spring.batch;

import java.util.Comparator;
import java.util.Map;
import java.util.UUID;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.util.Assert;

/**
 * Prefix of the ids of all jobs of one step of a job instance. It is random and stored in
 * the execution context of the step, which a restarted execution inherits. The id of the
 * job instance is not suitable: another database may use it again while the jobs are
 * still on the computers.
 */
final class StepRun {

	private static final String PREFIX = "miosa.";

	private static final String KEY = PREFIX + "run";

	private StepRun() {
	}

	/**
	 * Make sure that the step has a run, and save it. A restart continues the run of an
	 * earlier execution. That is not always the previous one, which may have been killed
	 * before it saved its execution context.
	 */
	static void init(StepExecution stepExecution, JobRepository jobRepository) {
		ExecutionContext context = stepExecution.getExecutionContext();
		if (context.containsKey(KEY)) {
			return;
		}
		ExecutionContext earlier = jobRepository.getJobExecutions(stepExecution.getJobExecution().getJobInstance())
			.stream()
			.flatMap((execution) -> execution.getStepExecutions().stream())
			.filter((execution) -> execution.getStepName().equals(stepExecution.getStepName())
					&& execution.getId() < stepExecution.getId())
			.sorted(Comparator.comparing(StepExecution::getId).reversed())
			.takeWhile((execution) -> execution.getStatus() != BatchStatus.COMPLETED)
			.map(StepExecution::getExecutionContext)
			.filter((candidate) -> candidate.containsKey(KEY))
			.findFirst()
			.orElseGet(() -> new ExecutionContext(Map.of(KEY, UUID.randomUUID().toString())));
		earlier.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(PREFIX))
			.forEach((entry) -> context.put(entry.getKey(), entry.getValue()));
		jobRepository.updateExecutionContext(stepExecution);
	}

	/**
	 * Return the id of a job.
	 * @param suffix distinguishes the job from others of the step
	 */
	static String jobId(StepExecution stepExecution, Object suffix) {
		ExecutionContext context = stepExecution.getExecutionContext();
		Assert.state(context.containsKey(KEY),
				() -> "The processor or tasklet must be registered as a listener of step "
						+ stepExecution.getStepName());
		return context.getString(KEY) + "-" + suffix;
	}

}
