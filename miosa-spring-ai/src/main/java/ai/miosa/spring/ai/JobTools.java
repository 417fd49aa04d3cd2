package ai.miosa.spring.ai;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.job.MiosaJobs;

/**
 * The tools for jobs that a model has started. It sees no others, and their ids cannot be
 * guessed.
 */
final class JobTools {

	private static final Pattern ID = Pattern.compile(CommandTool.ID_PREFIX + "[0-9a-f]{16}");

	private final MiosaJobs jobs;

	private final ToolSettings settings;

	private final ToolAdmission admission;

	private final JobText texts;

	JobTools(MiosaJobs jobs, ToolSettings settings, ToolAdmission admission) {
		this.jobs = jobs;
		this.settings = settings;
		this.admission = admission;
		this.texts = new JobText(settings);
	}

	Map<MiosaTool, ToolHandler> handlers() {
		return Map.of(MiosaTool.JOB_STATUS, (call) -> ToolAnswer.of(status(call)), MiosaTool.JOB_OUTPUT,
				(call) -> ToolAnswer.of(output(call)), MiosaTool.KILL_JOB, (call) -> ToolAnswer.of(kill(call)));
	}

	private String status(ToolCall call) {
		long max = this.settings.timeout().toSeconds();
		Duration wait = Duration.ofSeconds(call.arguments().number("wait_seconds", 0, 0, max));
		MiosaJob job = job(call, this.admission.admit(call));
		Duration shortened = call.shorten(wait, Duration.ofSeconds(5));
		try {
			return this.texts.of(job.report(shortened, this.texts.excerpt()), shortened);
		}
		catch (MiosaJobNotFoundException ex) {
			throw notFound();
		}
	}

	private String kill(ToolCall call) {
		String computerId = this.admission.admit(call);
		String approved = this.admission.approve(call, computerId, job(call, computerId).getId());
		try {
			return JobText.of(job(computerId, approved).kill());
		}
		catch (MiosaJobNotFoundException ex) {
			throw notFound();
		}
	}

	private String output(ToolCall call) {
		boolean stderr = call.arguments().choice("stream", "stdout", "stderr").equals("stderr");
		long offset = call.arguments().number("offset", 0, 0, Long.MAX_VALUE - 1);
		MiosaJob job = job(call, this.admission.admit(call));
		try {
			JobStatus status = job.status();
			long size = stderr ? status.stderrSize() : status.stdoutSize();
			if (offset >= size) {
				return "There is nothing beyond byte " + size + (status.isEnded() ? ".\n" : " yet.\n")
						+ JobText.of(status);
			}
			return page(job, stderr, offset, size) + JobText.of(status);
		}
		catch (MiosaJobNotFoundException ex) {
			throw notFound();
		}
	}

	private String page(MiosaJob job, boolean stderr, long offset, long size) {
		int length = (int) Math.min(size - offset, this.settings.maxOutput());
		try (InputStream output = stderr ? job.stderr(offset) : job.stdout(offset)) {
			ByteBuffer bytes = ByteBuffer.wrap(output.readNBytes(length));
			String text = OutputText.decode(bytes, offset + length == size);
			return "bytes " + offset + " to " + (offset + bytes.position()) + " of " + size + " of "
					+ (stderr ? "stderr" : "stdout") + ":\n" + text + "\n";
		}
		catch (IOException ex) {
			throw (ex.getCause() instanceof MiosaException cause) ? cause
					: new MiosaException("The output of a job could not be read", job.getComputerId(), false, ex);
		}
	}

	private MiosaJob job(ToolCall call, String computerId) {
		return job(computerId, call.arguments().text("job"));
	}

	private MiosaJob job(String computerId, String id) {
		if (!ID.matcher(id).matches()) {
			throw notFound();
		}
		return this.jobs.attach(computerId, id);
	}

	private static ToolFailedException notFound() {
		return new ToolFailedException("There is no such job. Use the id that bash, python or start_job returned.");
	}

}
