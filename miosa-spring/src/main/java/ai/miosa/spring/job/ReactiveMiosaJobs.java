package ai.miosa.spring.job;

import java.time.Duration;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import ai.miosa.spring.exec.ReactiveMiosaExecOperations;
import ai.miosa.spring.exec.observation.ExecObservationConvention;

/**
 * Jobs on MIOSA computers, without blocking. The operations are those of
 * {@link MiosaJobs}; nothing is sent before the subscription. Safe for use by many
 * threads.
 */
public interface ReactiveMiosaJobs {

	/**
	 * Start a command as a job, with the default options.
	 * @param computerId the computer to run it on
	 * @param command the command, as {@link MiosaJobs#start} takes it
	 * @return the job
	 */
	default Mono<ReactiveMiosaJob> start(String computerId, String command) {
		return start(computerId, command, JobOptions.none());
	}

	/**
	 * Start a command as a job. Each subscription starts the same job: the command runs
	 * once, even if no id is given.
	 * @param computerId the computer to run it on
	 * @param command the command, as {@link MiosaJobs#start} takes it
	 * @param options the options
	 * @return the job
	 */
	Mono<ReactiveMiosaJob> start(String computerId, String command, JobOptions options);

	/**
	 * Return a job that was started before.
	 * @param computerId the computer it is on
	 * @param jobId the job's id
	 * @return the job
	 * @throws IllegalArgumentException if an id cannot be one
	 */
	ReactiveMiosaJob job(String computerId, String jobId);

	/**
	 * List the jobs on a computer.
	 * @param computerId the computer
	 * @return the status of each
	 */
	Flux<JobStatus> list(String computerId);

	/**
	 * Return how many times output is being followed now.
	 * @return the number of followers
	 */
	int getFollowers();

	/**
	 * Return how often a lost connection was opened again, by those who follow output or
	 * wait.
	 * @return the number of reconnections since this was built
	 */
	long getReconnections();

	/**
	 * Return a builder.
	 * @param operations what to run on the computers
	 * @return the builder
	 */
	static Builder builder(ReactiveMiosaExecOperations operations) {
		return new Builder(operations);
	}

	/**
	 * Builds {@link ReactiveMiosaJobs}. Not safe for use by many threads.
	 */
	final class Builder {

		final ReactiveMiosaExecOperations operations;

		boolean sessions = true;

		Duration retention = Duration.ofDays(7);

		Duration callTimeout = Duration.ofSeconds(20);

		ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

		@Nullable ExecObservationConvention observationConvention;

		private Builder(ReactiveMiosaExecOperations operations) {
			this.operations = operations;
		}

		/**
		 * Set whether output is followed and ends are waited for over sessions, else over
		 * one-shots alone.
		 * @param sessions whether to use sessions, as is the default
		 * @return this builder
		 */
		public Builder sessions(boolean sessions) {
			this.sessions = sessions;
			return this;
		}

		/**
		 * Set how long jobs stay on a computer's disk after their end. They are removed
		 * when another is started.
		 * @param retention the time, 7 days by default
		 * @return this builder
		 * @throws IllegalArgumentException if it is negative
		 */
		public Builder retention(Duration retention) {
			Assert.isTrue(!retention.isNegative(), "The retention must not be negative");
			this.retention = retention;
			return this;
		}

		/**
		 * Set how long the computer may take to start a job or to answer about one.
		 * @param callTimeout the time, 20 seconds by default, at most a minute
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Builder callTimeout(Duration callTimeout) {
			Assert.isTrue(callTimeout.toMillis() > 0 && callTimeout.compareTo(Duration.ofMinutes(1)) <= 0,
					"The call timeout must be positive and at most a minute");
			this.callTimeout = callTimeout;
			return this;
		}

		/**
		 * Set where jobs are observed.
		 * @param observationRegistry the registry, none by default
		 * @return this builder
		 */
		public Builder observationRegistry(ObservationRegistry observationRegistry) {
			this.observationRegistry = observationRegistry;
			return this;
		}

		/**
		 * Set how observations are named.
		 * @param observationConvention the convention, or {@code null} for the default
		 * @return this builder
		 */
		public Builder observationConvention(@Nullable ExecObservationConvention observationConvention) {
			this.observationConvention = observationConvention;
			return this;
		}

		/**
		 * Build it.
		 * @return the jobs
		 */
		public ReactiveMiosaJobs build() {
			return new DefaultReactiveMiosaJobs(this);
		}

	}

}
