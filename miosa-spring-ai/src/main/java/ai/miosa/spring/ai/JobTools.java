package ai.miosa.spring.ai;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.model.ToolContext;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.MiosaTimeoutException;
import ai.miosa.spring.core.MiosaExecOperations;
import ai.miosa.spring.job.JobSpec;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.job.MiosaJob;
import ai.miosa.spring.job.MiosaJobNotFoundException;
import ai.miosa.spring.job.MiosaJobs;

/**
 * The tools for commands that take long. The model sees jobs that such a tool has started
 * and no others; their ids cannot be guessed.
 */
final class JobTools {

	private static final String ID_PREFIX = "ai-";

	private static final Pattern ID = Pattern.compile(ID_PREFIX + "[0-9a-f]{16}");

	private static final long MAX_WAIT = 60;

	private final MiosaJobs jobs;

	private final MiosaExecOperations operations;

	private final ToolSettings settings;

	private final ToolAdmission admission;

	JobTools(MiosaJobs jobs, MiosaExecOperations operations, ToolSettings settings, ToolAdmission admission) {
		this.jobs = jobs;
		this.operations = operations;
		this.settings = settings;
		this.admission = admission;
	}

	/**
	 * Return the tools and what they do.
	 */
	Map<MiosaTool, ToolHandler> handlers() {
		return Map.of(MiosaTool.START_JOB, this::start, MiosaTool.JOB_STATUS, this::status, MiosaTool.JOB_OUTPUT,
				this::output, MiosaTool.KILL_JOB, this::kill);
	}

	private String start(ToolArguments arguments, @Nullable ToolContext context) {
		String command = arguments.text("command");
		ToolTarget target = admit(context);
		long running = this.jobs.list(target.computerId())
			.stream()
			.filter((status) -> status.jobId().startsWith(ID_PREFIX) && !status.isEnded())
			.count();
		if (running >= this.settings.maxJobs()) {
			throw new ToolRejectedException("Nothing was run: " + running
					+ " jobs are running, which is the most there may be. Wait for one to end, or kill one.");
		}
		String approved = this.admission
			.approve(new MiosaToolRequest(MiosaTool.START_JOB.getName(), target.computerId(), command, context));
		JobSpec spec = this.jobs.job(target.computerId(), approved)
			.id(ID_PREFIX + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()))
			.timeout(this.settings.jobTimeout())
			.env(target.env());
		if (target.workingDirectory() != null) {
			spec.workingDirectory(target.workingDirectory());
		}
		MiosaJob job = spec.start();
		return (approved.equals(command) ? "" : "The command was changed before it ran.\n") + "The job " + job.getId()
				+ " was started.\n";
	}

	private String status(ToolArguments arguments, @Nullable ToolContext context) {
		MiosaJob job = job(arguments, admit(context));
		long wait = arguments.number("wait_seconds", 0, 0, MAX_WAIT);
		return found(() -> text((wait > 0) ? await(job, Duration.ofSeconds(wait)) : job.status()));
	}

	private static JobStatus await(MiosaJob job, Duration wait) {
		try {
			return job.awaitEnd(wait);
		}
		catch (MiosaTimeoutException ex) {
			return job.status();
		}
	}

	private String kill(ToolArguments arguments, @Nullable ToolContext context) {
		ToolTarget target = admit(context);
		MiosaJob job = job(arguments, target);
		String approved = this.admission
			.approve(new MiosaToolRequest(MiosaTool.KILL_JOB.getName(), target.computerId(), job.getId(), context));
		return found(() -> text(this.jobs.attach(target.computerId(), approved).kill()));
	}

	private String output(ToolArguments arguments, @Nullable ToolContext context) {
		ToolTarget target = admit(context);
		String stream = arguments.choice("stream", "stdout", "stderr");
		long offset = arguments.number("offset", 0, 0, Long.MAX_VALUE - 1);
		String id = arguments.text("job");
		if (KeptOutput.isId(id)) {
			return keptOutput(target, id, stream, offset);
		}
		MiosaJob job = job(id, target);
		return found(() -> {
			JobStatus status = job.status();
			boolean stderr = stream.equals("stderr");
			long size = stderr ? status.stderrSize() : status.stdoutSize();
			if (offset >= size) {
				return "There is nothing beyond byte " + size + (status.isEnded() ? ".\n" : " yet.\n") + text(status);
			}
			return text(page(job, stderr, offset, size), stream, offset, size) + text(status);
		});
	}

	private String keptOutput(ToolTarget target, String id, String stream, long offset) {
		KeptOutput kept = KeptOutput.read(this.operations, target, id, stream, offset, this.settings.maxOutput());
		if (kept == null) {
			throw new ToolRejectedException("There is no such output any more. It is kept for 7 days.");
		}
		if (offset >= kept.size()) {
			return "There is nothing beyond byte " + kept.size() + ".\n";
		}
		boolean last = offset + kept.bytes().length == kept.size();
		return text(OutputPage.of(kept.bytes(), last), stream, offset, kept.size());
	}

	private static String text(OutputPage page, String stream, long offset, long size) {
		return "bytes " + offset + " to " + (offset + page.size()) + " of " + size + " of " + stream + ":\n"
				+ page.text() + "\n";
	}

	private OutputPage page(MiosaJob job, boolean stderr, long offset, long size) {
		int length = (int) Math.min(size - offset, this.settings.maxOutput());
		try (InputStream output = stderr ? job.stderr(offset) : job.stdout(offset)) {
			return OutputPage.of(output.readNBytes(length), offset + length == size);
		}
		catch (IOException ex) {
			throw (ex.getCause() instanceof MiosaException cause) ? cause
					: new MiosaException("The output of a job could not be read", job.getComputerId(), false, ex);
		}
	}

	private ToolTarget admit(@Nullable ToolContext context) {
		ToolTarget target = ToolTarget.of(this.operations, this.settings, context);
		this.admission.count(target.conversationId());
		return target;
	}

	private MiosaJob job(ToolArguments arguments, ToolTarget target) {
		return job(arguments.text("job"), target);
	}

	private MiosaJob job(String id, ToolTarget target) {
		if (!ID.matcher(id).matches()) {
			throw notFound();
		}
		return this.jobs.attach(target.computerId(), id);
	}

	private static String found(Supplier<String> call) {
		try {
			return call.get();
		}
		catch (MiosaJobNotFoundException ex) {
			throw notFound();
		}
	}

	private static ToolRejectedException notFound() {
		return new ToolRejectedException("There is no such job. Use the id that start_job returned.");
	}

	private static String text(JobStatus status) {
		String end = switch (status.state()) {
			case RUNNING -> "running";
			case EXITED -> "exit code: " + status.exitCode();
			case KILLED -> "no exit code: killed by signal " + status.signal();
			case TIMED_OUT -> "no exit code: killed when its time was up";
			case LOST ->
				"no exit code: it is not known how the job ended, for instance because the computer was rebooted";
		};
		return end + "\nstdout: " + status.stdoutSize() + " bytes, stderr: " + status.stderrSize() + " bytes\n";
	}

}
