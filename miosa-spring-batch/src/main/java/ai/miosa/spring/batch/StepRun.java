package ai.miosa.spring.batch;

import java.util.UUID;

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

	private static final String KEY = "miosa.run";

	private StepRun() {
	}

	/**
	 * Make sure that there is a prefix.
	 * @return whether it is new and has to be saved before a job is started
	 */
	static boolean init(StepExecution stepExecution) {
		ExecutionContext context = stepExecution.getExecutionContext();
		if (context.containsKey(KEY)) {
			return false;
		}
		context.putString(KEY, UUID.randomUUID().toString());
		return true;
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
