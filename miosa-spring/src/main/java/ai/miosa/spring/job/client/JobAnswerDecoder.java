package ai.miosa.spring.job.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.MiosaException;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;

/**
 * Decodes the output of the script on the computer, as documented in {@code jobs.sh}.
 * Anything before its first line, such as output of a shell's profile, and after its last
 * is ignored.
 */
final class JobAnswerDecoder {

	private static final String BEGINNING = "miosa-jobs 1";

	// Four times the longest line of the script
	private static final int MAX_LINE = 64 * 1024;

	/**
	 * Replaces what cannot be read of an answer to one of the followers that share the
	 * session.
	 */
	private static final JobEvent UNREADABLE = new JobEvent.Rejection("unreadable", "");

	private final ByteArrayOutputStream line = new ByteArrayOutputStream();

	private boolean begun;

	private boolean ended;

	private boolean answering;

	private boolean overlong;

	private @Nullable SessionStream stream;

	private long offset;

	/**
	 * Return whether the answer is complete.
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Decode a piece of the answer, which may begin and end anywhere.
	 * @throws MiosaException if it cannot be understood
	 */
	List<JobEvent> decode(ByteBuffer data) {
		List<JobEvent> events = new ArrayList<>();
		while (data.hasRemaining() && !this.ended) {
			byte next = data.get();
			if (next == '\n') {
				String text = this.line.toString(StandardCharsets.ISO_8859_1);
				this.line.reset();
				if (this.overlong) {
					this.overlong = false;
					events.add(UNREADABLE);
				}
				else {
					decode(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, events);
				}
			}
			else if (this.line.size() < MAX_LINE) {
				this.line.write(next);
			}
			else if (this.answering) {
				this.overlong = true;
			}
			else if (this.begun) {
				throw malformed();
			}
		}
		return events;
	}

	private void decode(String text, List<JobEvent> events) {
		if (!this.begun) {
			this.begun = text.equals(BEGINNING);
			return;
		}
		String[] words = text.split(" ");
		try {
			switch (words[0]) {
				case "job" -> events.add(new JobEvent.Status(status(words)));
				case "found" -> events.add(new JobEvent.Found(new JobKey(JobKey.decode(words[1]), words[2])));
				case "stdout" -> begin(SessionStream.STDOUT, words);
				case "stderr" -> begin(SessionStream.STDERR, words);
				case "error" -> events.add(new JobEvent.Rejection(words[1],
						text.substring("error ".length() + words[1].length()).strip()));
				case "directory" -> events.add(new JobEvent.Directory(
						new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8)));
				case "disk-full" -> events.add(JobEvent.Mark.FULL);
				case "answer" -> {
					events.add(new JobEvent.Answer(Long.parseLong(words[1])));
					this.answering = true;
				}
				case "end-answer" -> {
					events.add(JobEvent.Mark.END_OF_ANSWER);
					this.answering = false;
				}
				case "end" -> {
					this.ended = true;
					events.add(JobEvent.Mark.END);
				}
				default -> events.add(new JobEvent.Output(output(text)));
			}
		}
		catch (IllegalArgumentException | ArrayIndexOutOfBoundsException | DateTimeException ex) {
			if (!this.answering) {
				throw malformed();
			}
			events.add(UNREADABLE);
		}
	}

	private void begin(SessionStream stream, String[] words) {
		this.stream = stream;
		this.offset = Long.parseLong(words[1]);
	}

	private JobOutput output(String base64) {
		if (this.stream == null) {
			throw malformed();
		}
		byte[] bytes = Base64.getDecoder().decode(base64);
		JobOutput output = new JobOutput(this.stream, this.offset, ByteBuffer.wrap(bytes));
		this.offset += bytes.length;
		return output;
	}

	private static JobStatus status(String[] words) {
		JobState state = JobState.valueOf(words[3]);
		return new JobStatus(JobKey.decode(words[1]), words[2], state,
				(state == JobState.EXITED) ? Integer.valueOf(words[4]) : null,
				(state == JobState.KILLED) ? Integer.valueOf(words[4]) : null, time(words[5]),
				words[6].equals("-") ? null : time(words[6]), Long.parseLong(words[7]), Long.parseLong(words[8]));
	}

	private static Instant time(String seconds) {
		return Instant.ofEpochSecond(Long.parseLong(seconds));
	}

	private static JobEvent.MalformedException malformed() {
		return new JobEvent.MalformedException("The computer's answer about its jobs is malformed", null);
	}

}
