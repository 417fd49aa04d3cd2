package ai.miosa.spring.ai;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobReport;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;

/**
 * Describes a job for a language model.
 */
final class JobText {

	private final int maxLength;

	private final long maxKept;

	JobText(ToolSettings settings) {
		this.maxLength = settings.maxOutput();
		this.maxKept = settings.maxKeptOutput().toKilobytes() * 1024;
	}

	/**
	 * Return how many bytes of each end of the output suffice for the text, whichever
	 * characters they encode.
	 */
	int excerpt() {
		return 2 * this.maxLength;
	}

	/**
	 * Describe how a job has ended, or that it is running.
	 */
	static String of(JobStatus status) {
		return switch (status.state()) {
			case RUNNING -> "running";
			case EXITED -> "exit code: " + status.exitCode();
			case KILLED -> "no exit code: killed by signal " + status.signal();
			case TIMED_OUT -> "no exit code: killed at the time limit of jobs";
			case LOST ->
				"no exit code: it is not known how the job ended, for instance because the computer was rebooted";
		} + "\n";
	}

	/**
	 * Describe a job after waiting for its end.
	 */
	String of(JobReport report, Duration waited) {
		StringBuilder text = new StringBuilder(of(report.status()));
		String job = report.status().jobId();
		if (!report.status().isEnded()) {
			text.setLength(0);
			text.append("still running after ")
				.append(waited.toSeconds())
				.append(" seconds, as job ")
				.append(job)
				.append(": wait with job_status, end it with kill_job\n");
		}
		Excerpt stdout = new Excerpt(report, SessionStream.STDOUT);
		Excerpt stderr = new Excerpt(report, SessionStream.STDERR);
		int stderrLength = Math.min(stderr.maxLength(),
				Math.max(this.maxLength / 4, this.maxLength - stdout.maxLength()));
		boolean complete = stdout.append(text, "stdout", this.maxLength - stderrLength)
				& stderr.append(text, "stderr", stderrLength);
		if (report.diskFull()) {
			text.append("The disk of the computer is full, so output may be missing. Free some space first.\n");
		}
		if (!complete) {
			text.append("The complete output is in ")
				.append(report.directory())
				.append("/stdout and stderr. job_output reads it in parts, as job ")
				.append(job)
				.append(".\n");
		}
		return text.toString();
	}

	/**
	 * Both ends of a stream.
	 */
	private final class Excerpt {

		private final long size;

		private final String head;

		private final String tail;

		private final boolean gap;

		Excerpt(JobReport report, SessionStream stream) {
			List<JobOutput> pieces = report.output().stream().filter((piece) -> piece.stream() == stream).toList();
			ByteBuffer first = ByteBuffer.allocate(pieces.stream().mapToInt(JobOutput::size).sum());
			ByteBuffer second = ByteBuffer.allocate(first.capacity());
			for (JobOutput piece : pieces) {
				((piece.offset() == first.position()) ? first : second).put(piece.bytes());
			}
			long status = (stream == SessionStream.STDOUT) ? report.status().stdoutSize()
					: report.status().stderrSize();
			this.gap = second.position() > 0;
			this.size = Math.max(status, first.position() + second.position());
			this.head = OutputText.decode(first.flip(), !this.gap);
			this.tail = OutputText.decodeEnd(second.flip());
		}

		int maxLength() {
			return (int) Math.min(this.size, JobText.this.maxLength);
		}

		/**
		 * Append the excerpt.
		 * @return whether it is complete
		 */
		boolean append(StringBuilder text, String name, int length) {
			text.append(name).append((this.size > 0) ? ":\n" : ": empty\n");
			boolean complete = !this.gap && this.head.length() <= length;
			if (complete) {
				text.append(this.head);
			}
			else {
				text.append(OutputText.first(this.head, length / 2))
					.append("\n[... omitted; there are ")
					.append(this.size)
					.append(" bytes in all ...]\n")
					.append(OutputText.last(this.gap ? this.tail : this.head, length - length / 2));
			}
			if (text.charAt(text.length() - 1) != '\n') {
				text.append('\n');
			}
			if (this.size >= JobText.this.maxKept) {
				text.append("(No more than ")
					.append(this.size)
					.append(" bytes are kept of ")
					.append(name)
					.append(", and the command could not write any further.)\n");
			}
			return complete;
		}

	}

}
