package ai.miosa.spring.job;

/**
 * Called at the ends of jobs. A bean of this type is called for all jobs of the
 * application.
 *
 * @see MiosaJobs.Settings
 */
@FunctionalInterface
public interface MiosaJobListener {

	/**
	 * Called with the final status of a job, once for each {@link MiosaJob} that receives
	 * it, by waiting or otherwise. Nothing is requested for the listener. It is called on
	 * a thread that may block, possibly by several threads at a time. Its exceptions are
	 * logged.
	 * @param job the job
	 * @param status its final status
	 */
	void ended(MiosaJob job, JobStatus status);

}
