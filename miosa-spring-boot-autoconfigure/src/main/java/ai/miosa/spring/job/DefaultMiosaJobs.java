package ai.miosa.spring.job;

import java.util.List;

/**
 * Jobs that wait for the results of reactive ones.
 */
final class DefaultMiosaJobs implements MiosaJobs {

	private final ReactiveMiosaJobs reactive;

	DefaultMiosaJobs(ReactiveMiosaJobs reactive) {
		this.reactive = reactive;
	}

	@Override
	public MiosaJob start(String computerId, String command, JobOptions options) {
		return new DefaultMiosaJob(
				BlockingCalls.await("start of a job", this.reactive.start(computerId, command, options)));
	}

	@Override
	public MiosaJob job(String computerId, String jobId) {
		return new DefaultMiosaJob(this.reactive.job(computerId, jobId));
	}

	@Override
	public List<JobStatus> list(String computerId) {
		return BlockingCalls.await("list of jobs", this.reactive.list(computerId).collectList());
	}

}
