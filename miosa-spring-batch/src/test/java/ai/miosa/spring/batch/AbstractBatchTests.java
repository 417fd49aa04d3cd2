package ai.miosa.spring.batch;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationView;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.api.ApiCall;
import ai.miosa.spring.api.RequestLimiter;
import ai.miosa.spring.boot.autoconfigure.MiosaExecTemplateCustomizer;
import ai.miosa.spring.boot.test.WithMiosaLocalComputer;
import ai.miosa.spring.exec.observation.ExecObservationContext;
import ai.miosa.spring.job.MiosaJobs;
import ai.miosa.spring.test.MiosaLocalComputer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests in an application with Spring Batch, connected to a computer. Each test has a
 * separate batch job.
 */
@SpringBootTest(classes = AbstractBatchTests.Application.class, webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "spring.batch.job.enabled=false", "spring.batch.jdbc.initialize-schema=always",
				"spring.datasource.url=jdbc:h2:mem:batch" })
@WithMiosaLocalComputer
abstract class AbstractBatchTests {

	@Autowired
	MiosaLocalComputer computer;

	@Autowired
	MiosaJobs jobs;

	@Autowired
	JobRepository repository;

	@Autowired
	JobOperator operator;

	@Autowired
	RateOfRequests rateOfRequests;

	@Autowired
	TestObservationRegistry observations;

	private final String jobName = UUID.randomUUID().toString();

	@BeforeEach
	void forgetObservations() {
		this.observations.clear();
	}

	String jobName() {
		return this.jobName;
	}

	/**
	 * Return the job with one step.
	 */
	Job job(Function<StepBuilder, Step> step) {
		return new JobBuilder(this.jobName, this.repository)
			.start(step.apply(new StepBuilder("step", this.repository).observationRegistry(this.observations)))
			.build();
	}

	/**
	 * Start the job with one step, or start it again.
	 */
	JobExecution start(Function<StepBuilder, Step> step) throws Exception {
		return this.operator.start(job(step), new JobParameters());
	}

	/**
	 * Leave what is left of a restart that was killed just before it saved the execution
	 * context of its step.
	 */
	void killRestart(JobExecution failed) {
		JobExecution killed = this.repository.createJobExecution(failed.getJobInstance(), failed.getJobParameters(),
				new ExecutionContext());
		this.repository.createStepExecution("step", killed);
		this.operator.recover(killed);
	}

	/**
	 * Assert that the observation of the step is the parent of those of its start and its
	 * wait.
	 */
	void assertStepIsParent() {
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasHandledContextsThatSatisfy(
					(contexts) -> assertThat(contexts).filteredOn(AbstractBatchTests::isBelowStep)
						.filteredOn(ExecObservationContext.class::isInstance)
						.extracting((context) -> ((ExecObservationContext) context).getExecKind())
						.contains("bash", "job"));
	}

	private static boolean isBelowStep(Observation.Context context) {
		ObservationView parent = context.getParentObservation();
		return parent != null && "spring.batch.step".equals(parent.getContextView().getName());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		RateOfRequests rateOfRequests() {
			return new RateOfRequests();
		}

		@Bean
		MiosaExecTemplateCustomizer rateOfRequestsCustomizer(RateOfRequests rate) {
			return (builder) -> builder.requestLimiter((endpoint) -> rate);
		}

		@Bean
		TestObservationRegistry observationRegistry() {
			return TestObservationRegistry.create();
		}

	}

	/**
	 * Rejects some requests before they are sent.
	 */
	static final class RateOfRequests implements RequestLimiter {

		private final AtomicInteger rejections = new AtomicInteger();

		/**
		 * Reject the next requests.
		 */
		void reject(int requests) {
			this.rejections.set(requests);
		}

		@Override
		public Mono<Void> acquire(ApiCall call, Duration maxWait) {
			return Mono.defer(() -> (this.rejections.getAndUpdate((number) -> Math.max(0, number - 1)) == 0)
					? Mono.empty() : Mono.error(new MiosaTimeoutException("Not sent", call.computerId())));
		}

		@Override
		public void rejected(@Nullable Duration retryAfter) {
		}

	}

}
