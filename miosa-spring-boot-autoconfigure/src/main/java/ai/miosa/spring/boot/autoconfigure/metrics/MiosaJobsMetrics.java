package ai.miosa.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import ai.miosa.spring.job.ReactiveMiosaJobs;

/**
 * Counts the followers of jobs and their reconnections.
 */
final class MiosaJobsMetrics implements MeterBinder {

	private final ReactiveMiosaJobs jobs;

	MiosaJobsMetrics(ReactiveMiosaJobs jobs) {
		this.jobs = jobs;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder(MiosaMeterDocumentation.JOB_FOLLOWERS.getName(), this.jobs, ReactiveMiosaJobs::getFollowers)
			.description("Followers of the output of jobs")
			.register(registry);
		FunctionCounter
			.builder(MiosaMeterDocumentation.JOB_RECONNECTIONS.getName(), this.jobs,
					ReactiveMiosaJobs::getReconnections)
			.description("Lost connections opened again by those who follow jobs or wait for them")
			.register(registry);
	}

}
