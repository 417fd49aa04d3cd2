package ai.miosa.spring.batch;

import java.util.UUID;
import java.util.function.Function;

import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.MiosaLocalComputer;

/**
 * An application with Spring Batch on a database of its own, connected to a computer.
 */
final class BatchApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private String jobName = "";

	BatchApplication(MiosaLocalComputer computer) {
		this.context = new SpringApplicationBuilder(App.class).bannerMode(Banner.Mode.OFF)
			.web(WebApplicationType.NONE)
			.logStartupInfo(false)
			.run("--miosa.base-url=" + computer.getBaseUrl(), "--miosa.api-key=" + computer.getApiKey(),
					"--spring.batch.job.enabled=false", "--spring.batch.jdbc.initialize-schema=always",
					"--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID());
	}

	MiosaJobs jobs() {
		return this.context.getBean(MiosaJobs.class);
	}

	JobRepository repository() {
		return this.context.getBean(JobRepository.class);
	}

	/**
	 * Begin with another job.
	 */
	void nextJob() {
		this.jobName = UUID.randomUUID().toString();
	}

	/**
	 * Start the job with one step, or start it again.
	 */
	JobExecution start(Function<StepBuilder, Step> step) throws Exception {
		Job job = new JobBuilder(this.jobName, repository()).start(step.apply(new StepBuilder("step", repository())))
			.build();
		return this.context.getBean(JobOperator.class).start(job, new JobParameters());
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class App {

	}

}
