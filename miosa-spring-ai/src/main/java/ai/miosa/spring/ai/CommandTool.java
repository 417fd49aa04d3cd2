package ai.miosa.spring.ai;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.exec.engine.BlockingCall;
import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.job.MiosaJobs;

/**
 * The tools that run a command: {@code bash}, {@code python} and {@code start_job}. Each
 * command is a job, so a lost answer is requested again, and a command that takes longer
 * than the call waits continues to run.
 */
final class CommandTool implements ToolHandler {

	/**
	 * The prefix of the ids of jobs that models have started.
	 */
	static final String ID_PREFIX = "ai-";

	/**
	 * Runs the lines below the first as a file, which multiprocessing needs, that imports
	 * from the working directory as "python -c" does. Bash reads the first line only.
	 */
	private static final String PYTHON = "tail -n +2 \"$0\" >\"${0%/*}/code.py\""
			+ " && PYTHONPATH=$PWD${PYTHONPATH:+:$PYTHONPATH} exec python3 \"${0%/*}/code.py\"; exit 127\n";

	// A day, after which no conversation will refer to a call
	private static final Duration RETENTION = Duration.ofDays(1);

	// For the start, the answer, and their repetition if that fails
	private static final Duration MARGIN = Duration.ofSeconds(60);

	private static final Log logger = LogFactory.getLog(MiosaTools.class);

	private static final SecureRandom RANDOM = new SecureRandom();

	private final MiosaJobs jobs;

	private final ToolSettings settings;

	private final ToolAdmission admission;

	private final JobText texts;

	CommandTool(MiosaJobs jobs, ToolSettings settings, ToolAdmission admission) {
		this.jobs = jobs;
		this.settings = settings;
		this.admission = admission;
		this.texts = new JobText(settings);
	}

	@Override
	public ToolAnswer handle(ToolCall call) {
		String content = call.arguments().text(call.tool().getContent());
		long max = this.settings.timeout().toSeconds();
		long seconds = (call.tool() == MiosaTool.START_JOB) ? 0
				: call.arguments().number("timeout_seconds", max, 1, max);
		String computerId = this.admission.admit(call);
		this.admission.checkRunning(computerId);
		String approved = this.admission.approve(call, computerId, content);
		JobSpec job = job(call, computerId, approved);
		Duration wait = call.shorten(Duration.ofSeconds(seconds), Duration.ofSeconds(5));
		JobReport report = run(call, job, computerId, wait);
		if (!report.status().isEnded()) {
			this.admission.started(computerId);
		}
		String changed = approved.equals(content) ? "" : "The command was changed before it ran.\n";
		return ToolAnswer.of(changed + this.texts.of(report, wait));
	}

	private JobSpec job(ToolCall call, String computerId, String content) {
		String command = (call.tool() == MiosaTool.PYTHON) ? PYTHON + content : content;
		JobSpec job = this.jobs.job(computerId, command)
			.timeout(this.settings.jobTimeout())
			.maxOutput(this.settings.maxKeptOutput())
			.retention(RETENTION)
			.env(this.settings.env());
		String directory = call.context(MiosaTools.WORKING_DIRECTORY);
		directory = (directory != null) ? directory : this.settings.workingDirectory();
		return (directory != null) ? job.workingDirectory(directory) : job;
	}

	private JobReport run(ToolCall call, JobSpec job, String computerId, Duration wait) {
		String id = ID_PREFIX + HexFormat.of().toHexDigits(RANDOM.nextLong());
		Duration limit = call.shorten(wait.plus(MARGIN), Duration.ofSeconds(1));
		Mono<JobReport> report = job.id(id)
			.runMono(wait, this.texts.excerpt())
			.timeout(limit,
					Mono.error(() -> new MiosaTimeoutException("The start of a job was not confirmed within " + limit,
							computerId, true, null)));
		try {
			return BlockingCall.await("MiosaTools." + call.tool().getName(), computerId, report);
		}
		catch (MiosaException ex) {
			if (Thread.currentThread().isInterrupted()) {
				kill(computerId, id);
				throw ex;
			}
			throw new ToolFailedException(FailureText.of(ex, id), ex);
		}
	}

	// The start may arrive late
	private void kill(String computerId, String id) {
		this.jobs.attach(computerId, id)
			.killMono()
			.retryWhen(Retry.backoff(4, Duration.ofSeconds(1)).filter(MiosaJobNotFoundException.class::isInstance))
			.subscribe((status) -> {
			}, (ex) -> logger.debug("Job " + id + " of an interrupted call could not be killed", ex));
	}

}
