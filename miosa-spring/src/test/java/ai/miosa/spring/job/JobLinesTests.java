package ai.miosa.spring.job;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import ai.miosa.spring.session.SessionStream;

import static org.assertj.core.api.Assertions.assertThat;

class JobLinesTests {

	@Test
	void linesAreWholeWhereverTheOutputIsCut() {
		byte[] text = "größe\r\n\n\uD83D\uDE00 end".getBytes(StandardCharsets.UTF_8);
		Flux<JobOutput> bytes = Flux.range(0, text.length)
			.map((i) -> new JobOutput(SessionStream.STDOUT, i, ByteBuffer.wrap(text, i, 1)));
		assertThat(lines(bytes)).containsExactly("größe", "", "\uD83D\uDE00 end");
	}

	@Test
	void streamsAreApart() {
		assertThat(JobLines.of(Flux.just(output(SessionStream.STDOUT, "a"), output(SessionStream.STDERR, "b\n"),
				output(SessionStream.STDOUT, "c\n")))
			.collectList()
			.block()).containsExactly(new JobLine(SessionStream.STDERR, "b"), new JobLine(SessionStream.STDOUT, "ac"));
	}

	@Test
	void lineWithoutEndComesInPieces() {
		assertThat(lines(Flux.just(output(SessionStream.STDOUT, "x".repeat((1 << 20) + 1))))).extracting(String::length)
			.containsExactly(1 << 20, 1);
	}

	private static List<String> lines(Flux<JobOutput> output) {
		return JobLines.of(output).map(JobLine::text).collectList().block();
	}

	private static JobOutput output(SessionStream stream, String text) {
		return new JobOutput(stream, 0, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
	}

}
