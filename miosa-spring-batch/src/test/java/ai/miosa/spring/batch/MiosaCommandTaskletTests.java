package ai.miosa.spring.batch;

import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;

import ai.miosa.spring.job.JobStatus;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A command as a tasklet step.
 */
class MiosaCommandTaskletTests extends AbstractBatchTests {

	@Test
	void outcomeAndEndOfTheOutputAreInTheExecutionContext() throws Exception {
		JobExecution execution = run(tasklet("seq 2000; echo problem >&2"));
		assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
		ExecutionContext context = context(execution);
		assertThat(context.getString("miosa.state")).isEqualTo("EXITED");
		assertThat(context.getInt("miosa.exit.code")).isZero();
		assertThat(context.getLong("miosa.stdout.size")).isEqualTo(8893);
		assertThat(context.getString("miosa.stdout.tail")).hasSize(4096).endsWith("1999\n2000\n");
		assertThat(context.getString("miosa.stderr.tail")).isEqualTo("problem\n");
		assertStepIsParent();
	}

	@Test
	@Tag("thorough")
	void commandThatHasFailedRunsAgainWhenTheStepIsRestarted() throws Exception {
		String command = "echo ran >>runs; [[ $(wc -l <runs) -ge 2 ]]";
		JobExecution first = run(tasklet(command));
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(context(first).getInt("miosa.exit.code")).isOne();
		assertThat(run(tasklet(command)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.computer.home().resolve("runs")).hasContent("ran\nran");
	}

	@Test
	void commandWhoseApplicationDiesIsAttachedTo() throws Exception {
		String command = "echo ran >>runs; until [[ -e go ]]; do sleep 0.05; done; exit 0";
		MiosaCommandTasklet impatient = tasklet(command);
		impatient.setMaxWait(Duration.ofSeconds(1));
		JobExecution first = run(impatient);
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		killRestart(first);
		Files.createFile(this.computer.home().resolve("go"));
		assertThat(run(tasklet(command)).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.computer.home().resolve("runs")).hasContent("ran");
	}

	@Test
	void stopKillsTheCommand() throws Exception {
		MiosaCommandTasklet tasklet = tasklet("touch started; exec sleep 600");
		CompletableFuture<JobExecution> execution = CompletableFuture.supplyAsync(() -> {
			try {
				return run(tasklet);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		Awaitility.await()
			.atMost(1, TimeUnit.MINUTES)
			.until(() -> Files.exists(this.computer.home().resolve("started")));
		tasklet.stop();
		assertThat(execution.get(1, TimeUnit.MINUTES).getStatus()).isEqualTo(BatchStatus.STOPPED);
		assertThat(this.jobs.list(this.computer.getComputerId())).allMatch(JobStatus::isEnded);
	}

	@Test
	@Tag("thorough")
	void commandThatIsLostIsRunAgainOnlyOnDemand() throws Exception {
		String command = "echo ran >>runs; [[ $(wc -l <runs) -ge 2 ]] || { touch started; exec sleep 600; }";
		CompletableFuture<Void> reboot = CompletableFuture.runAsync(() -> {
			Awaitility.await()
				.atMost(1, TimeUnit.MINUTES)
				.until(() -> Files.exists(this.computer.home().resolve("started")));
			this.computer.reboot();
		});
		JobExecution first = run(tasklet(command));
		reboot.get(1, TimeUnit.MINUTES);
		assertThat(first.getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(context(first).getString("miosa.state")).isEqualTo("LOST");
		MiosaCommandTasklet careful = tasklet(command);
		assertThat(run(careful).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(this.computer.home().resolve("runs")).hasContent("ran");
		MiosaCommandTasklet repeating = tasklet(command);
		repeating.setRepeatLost(true);
		// Finds that the command was lost
		assertThat(run(repeating).getStatus()).isEqualTo(BatchStatus.FAILED);
		assertThat(run(repeating).getStatus()).isEqualTo(BatchStatus.COMPLETED);
		assertThat(this.computer.home().resolve("runs")).hasContent("ran\nran");
	}

	private MiosaCommandTasklet tasklet(String command) {
		return new MiosaCommandTasklet(this.repository,
				(step) -> this.jobs.job(this.computer.getComputerId(), command));
	}

	private JobExecution run(MiosaCommandTasklet tasklet) throws Exception {
		return start((step) -> step.tasklet(tasklet).build());
	}

	private static ExecutionContext context(JobExecution execution) {
		return execution.getStepExecutions().iterator().next().getExecutionContext();
	}

}
