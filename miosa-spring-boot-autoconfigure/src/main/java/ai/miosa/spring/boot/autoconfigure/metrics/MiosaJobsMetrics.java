package ai.miosa.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import ai.miosa.spring.job.MiosaJobs;

/**
 * Meters of the followers of jobs and of reconnections.
 */
final class MiosaJobsMetrics implements MeterBinder {

	private final MiosaJobs jobs;

	MiosaJobsMetrics(MiosaJobs jobs) {
		this.jobs = jobs;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("miosa.jobs.followers", this.jobs, MiosaJobs::getFollowers)
			.description("Followers of the output of jobs")
			.register(registry);
		FunctionCounter.builder("miosa.jobs.reconnections", this.jobs, MiosaJobs::getReconnections)
			.description("Lost connections that were reopened to follow jobs or to wait for them")
			.register(registry);
	}

}
