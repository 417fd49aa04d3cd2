package ai.miosa.spring.job.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobState;
import ai.miosa.spring.job.JobStatus;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class JobAnswerDecoderTests {

	private final JobAnswerDecoder decoder = new JobAnswerDecoder();

	@Test
	void statusIsRead() {
		assertThat(decode("miosa-jobs 1\njob a 1f EXITED 3 10 20 5 6\nend\n"))
			.containsExactly(new JobEvent.Status(new JobStatus("a", "1f", JobState.EXITED, 3, null,
					Instant.ofEpochSecond(10), Instant.ofEpochSecond(20), 5, 6)), JobEvent.Mark.END);
		assertThat(this.decoder.isEnded()).isTrue();
	}

	@Test
	void numberOfASignalIsNoExitCode() {
		JobEvent.Status event = (JobEvent.Status) decode("miosa-jobs 1\njob a 1f KILLED 9 10 20 0 0\n").get(0);
		assertThat(event.status().exitCode()).isNull();
		assertThat(event.status().signal()).isEqualTo(9);
	}

	@Test
	void outputHasItsStreamAndOffsetWhereverTheAnswerIsCut() {
		String answer = "Welcome!\n\nmiosa-jobs 1\nstdout 7\nYWJj\r\nZGVm\nstderr 0\nZw==\nend\nBye\n";
		List<JobOutput> outputs = new ArrayList<>();
		for (byte next : answer.getBytes(StandardCharsets.UTF_8)) {
			this.decoder.decode(ByteBuffer.wrap(new byte[] { next })).forEach((event) -> {
				if (event instanceof JobEvent.Output output) {
					outputs.add(output.output());
				}
			});
		}
		assertThat(outputs).containsExactly(output(SessionStream.STDOUT, 7, "abc"),
				output(SessionStream.STDOUT, 10, "def"), output(SessionStream.STDERR, 0, "g"));
		assertThat(this.decoder.isEnded()).isTrue();
	}

	@Test
	void truncatedAnswerIsIncomplete() {
		decode("miosa-jobs 1\njob a 1f RUNNING - 10 - 0 0\nen");
		assertThat(this.decoder.isEnded()).isFalse();
	}

	@Test
	void answersToRequestsOfASessionAreSeparated() {
		assertThat(decode("miosa-jobs 1\nanswer 7\nfound a%20b 1f\nend-answer\nanswer 10\n")).containsExactly(
				new JobEvent.Answer(7), new JobEvent.Found(new JobKey("a b", "1f")), JobEvent.Mark.END_OF_ANSWER,
				new JobEvent.Answer(10));
	}

	@Test
	void outputIsNotMistakenForAnythingElse() {
		assertThat(decode("miosa-jobs 1\nstdout 0\nfull\nanswered\ndone\n")).hasSize(3)
			.allMatch(JobEvent.Output.class::isInstance);
	}

	@Test
	void rejectionHasItsReasonAndDetail() {
		assertThat(decode("miosa-jobs 1\nerror unknown a%20b 1f\nerror running\n"))
			.containsExactly(new JobEvent.Rejection("unknown", "a%20b 1f"), new JobEvent.Rejection("running", ""));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "YWJj\n", "stdout 0\n!\n", "stdout\n", "stdout x\n", "job a\n", "job a 1f GONE - 1 - 0 0\n",
					"job a 1f EXITED - 1 - 0 0\n", "job a 1f EXITED 0 1 99999999999999999 0 0\n", "error\n", "\n" })
	void unreadableAnswerIsAFailure(String line) {
		assertThatExceptionOfType(JobEvent.MalformedException.class).isThrownBy(() -> decode("miosa-jobs 1\n" + line));
	}

	@Test
	void unreadableAnswerToARequestOfASessionSparesTheOthers() {
		assertThat(decode("miosa-jobs 1\nanswer 1\njob a 1f EXITED x 1 2 0 0\nend-answer\nanswer 2\nend-answer\n"))
			.containsExactly(new JobEvent.Answer(1), new JobEvent.Rejection("unreadable", ""),
					JobEvent.Mark.END_OF_ANSWER, new JobEvent.Answer(2), JobEvent.Mark.END_OF_ANSWER);
		assertThatExceptionOfType(JobEvent.MalformedException.class).isThrownBy(() -> decode("job a\n"));
	}

	@Test
	void endlessLineOfAnAnswerToARequestSparesTheOthers() {
		assertThat(decode("miosa-jobs 1\nanswer 1\njob " + "x".repeat(100_000) + "\nend-answer\nanswer 2\n"))
			.containsExactly(new JobEvent.Answer(1), new JobEvent.Rejection("unreadable", ""),
					JobEvent.Mark.END_OF_ANSWER, new JobEvent.Answer(2));
	}

	@Test
	void endlessLineIsAFailureAndEndlessNoiseIsNot() {
		decode("x".repeat(1_000_000) + "\nmiosa-jobs 1\n");
		assertThatExceptionOfType(JobEvent.MalformedException.class).isThrownBy(() -> decode("x".repeat(100_000)));
	}

	private List<JobEvent> decode(String text) {
		return this.decoder.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

	private static JobOutput output(SessionStream stream, long offset, String text) {
		return new JobOutput(stream, offset, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
