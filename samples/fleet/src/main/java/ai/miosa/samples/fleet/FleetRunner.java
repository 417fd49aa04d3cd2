package ai.miosa.samples.fleet;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobInstanceAlreadyCompleteException;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.ExitCodeGenerator;
import org.springframework.stereotype.Component;

/**
 * Starts the batch job, or continues it if this application was killed.
 */
@Component
class FleetRunner implements ApplicationRunner, ExitCodeGenerator {

	private final JobOperator jobOperator;

	private final JobRepository jobRepository;

	private final Job job;

	private final FleetProperties properties;

	private final Progress progress;

	private int exitCode = 1;

	FleetRunner(JobOperator jobOperator, JobRepository jobRepository, Job job, FleetProperties properties,
			Progress progress) {
		this.jobOperator = jobOperator;
		this.jobRepository = jobRepository;
		this.job = job;
		this.properties = properties;
		this.progress = progress;
	}

	@Override
	public void run(ApplicationArguments arguments) throws Exception {
		// Released when this process ends, however it ends. What runs in this directory
		// according to the database while nobody holds it was killed.
		Path lockFile = this.properties.directory().resolve("fleet.lock");
		try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
				FileLock lock = channel.tryLock()) {
			if (lock == null) {
				this.progress.print("Another process works in " + this.properties.directory().toAbsolutePath());
				return;
			}
			start();
		}
	}

	private void start() throws Exception {
		JobParameters parameters = new JobParametersBuilder().addString("run", this.properties.run())
			.addString("directory", this.properties.directory().toRealPath().toString())
			.toJobParameters();
		JobInstance instance = this.jobRepository.getJobInstance(this.job.getName(), parameters);
		JobExecution last = (instance != null) ? this.jobRepository.getLastJobExecution(instance) : null;
		if (last != null && last.isRunning()) {
			this.jobOperator.recover(last);
		}
		try {
			JobExecution execution = this.jobOperator.start(this.job, parameters);
			this.progress.summarize();
			this.exitCode = (execution.getStatus() == BatchStatus.COMPLETED) ? 0 : 1;
		}
		catch (JobInstanceAlreadyCompleteException ex) {
			this.progress.print("All commands have run. Set another name with --fleet.run to run them again.");
			this.exitCode = 0;
		}
	}

	@Override
	public int getExitCode() {
		return this.exitCode;
	}

}
