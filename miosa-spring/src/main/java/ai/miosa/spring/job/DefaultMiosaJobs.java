package ai.miosa.spring.job;

import java.util.List;

import ai.miosa.spring.exec.BlockingCall;

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
				BlockingCall.await("MiosaJobs.start", computerId, this.reactive.start(computerId, command, options)));
	}

	@Override
	public MiosaJob job(String computerId, String jobId) {
		return new DefaultMiosaJob(this.reactive.job(computerId, jobId));
	}

	@Override
	public List<JobStatus> list(String computerId) {
		return BlockingCall.await("MiosaJobs.list", computerId, this.reactive.list(computerId).collectList());
	}

}
