package ai.miosa.spring.job.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import ai.miosa.spring.job.JobLine;
import ai.miosa.spring.job.JobOutput;
import ai.miosa.spring.job.JobPosition;
import ai.miosa.spring.session.LineOptions;
import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;

class JobLinesTests {

	@Test
	void linesAreWholeWhereverTheOutputIsCut() {
		byte[] text = "größe\r\n\n\uD83D\uDE00 end".getBytes(StandardCharsets.UTF_8);
		Flux<JobOutput> bytes = Flux.range(0, text.length)
			.map((i) -> new JobOutput(SessionStream.STDOUT, i, ByteBuffer.wrap(text, i, 1)));
		assertThat(JobLines.of(bytes, JobPosition.START, LineOptions.DEFAULT).map(JobLine::text).collectList().block())
			.containsExactly("größe", "", "\uD83D\uDE00 end");
	}

	@Test
	void streamsAreSeparate() {
		assertThat(JobLines
			.of(Flux.just(output(SessionStream.STDOUT, "a"), output(SessionStream.STDERR, "b\n"),
					output(SessionStream.STDOUT, "c\n")), new JobPosition(10, 20), LineOptions.DEFAULT)
			.collectList()
			.block()).containsExactly(new JobLine(SessionStream.STDERR, "b", false, new JobPosition(10, 22)),
					new JobLine(SessionStream.STDOUT, "ac", false, new JobPosition(13, 22)));
	}

	@Test
	void lineThatIsTooLongComesInMarkedPartsWithoutABrokenCharacter() {
		String text = "x".repeat((1 << 20) - 1) + "üy";
		List<JobLine> lines = lines(output(SessionStream.STDOUT, text + "\n"));
		assertThat(lines).extracting(JobLine::partial).containsExactly(true, false);
		assertThat(lines).extracting(JobLine::text).containsExactly(text.substring(0, 1 << 20), "y");
		assertThat(lines).extracting((line) -> line.position().stdout())
			.containsExactly((1L << 20) + 1, (1L << 20) + 3);
	}

	private static List<JobLine> lines(JobOutput... output) {
		return JobLines.of(Flux.just(output), JobPosition.START, LineOptions.DEFAULT).collectList().block();
	}

	private static JobOutput output(SessionStream stream, String text) {
		return new JobOutput(stream, 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
