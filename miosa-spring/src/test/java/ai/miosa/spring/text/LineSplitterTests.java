package ai.miosa.spring.text;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LineSplitterTests {

	@Test
	void carriageReturnIsPartOfTheLineByDefault() {
		assertThat(split(100, false, "10%\r20%\r\ndone")).extracting(Line::text).containsExactly("10%\r20%", "done");
	}

	@Test
	void carriageReturnEndsTheLineIfConfigured() {
		assertThat(split(100, true, "10%\r20%\r\n\r\r\n\ndone\r")).extracting(Line::text)
			.containsExactly("10%", "20%", "", "", "", "done");
	}

	@Test
	void stateOfAProgressBarIsDeliveredImmediately() {
		LineSplitter splitter = new LineSplitter(100, true);
		assertThat(splitter.split(ByteBuffer.wrap("10%\r".getBytes(StandardCharsets.UTF_8)))).extracting(Line::text)
			.containsExactly("10%");
		assertThat(splitter.split(ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)))).isEmpty();
		assertThat(splitter.end()).isEmpty();
	}

	@Test
	void sizesAddUpToTheBytes() {
		String text = "10%\r20%\r\nżółw\n" + "x".repeat(25) + "\nend";
		assertThat(split(10, true, text).stream().mapToInt(Line::size).sum())
			.isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
	}

	@Test
	void partsAreMarkedAndDoNotEndWithinACharacter() {
		List<Line> lines = split(10, false, "🐢".repeat(4) + "\n" + "x".repeat(10) + "\n");
		assertThat(lines).containsExactly(new Line("🐢🐢🐢", true, 12), new Line("🐢", false, 5),
				new Line("x".repeat(10), false, 11));
	}

	@Test
	void malformedBytesTakeBoundedMemory() {
		LineSplitter splitter = new LineSplitter(10, false);
		byte[] continuations = new byte[1000];
		Arrays.fill(continuations, (byte) 0x80);
		assertThat(splitter.split(ByteBuffer.wrap(continuations))).hasSizeGreaterThan(70)
			.allMatch((line) -> line.partial() && line.size() <= 13);
	}

	/**
	 * Split text in one buffer and in buffers of one byte, with the same result.
	 */
	private static List<Line> split(int maxBytes, boolean carriageReturns, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		LineSplitter splitter = new LineSplitter(maxBytes, carriageReturns);
		List<Line> lines = new ArrayList<>(splitter.split(ByteBuffer.wrap(bytes)));
		lines.addAll(splitter.end());
		LineSplitter byBytes = new LineSplitter(maxBytes, carriageReturns);
		List<Line> linesByBytes = new ArrayList<>();
		for (int i = 0; i < bytes.length; i++) {
			linesByBytes.addAll(byBytes.split(ByteBuffer.wrap(bytes, i, 1)));
		}
		linesByBytes.addAll(byBytes.end());
		assertThat(linesByBytes).isEqualTo(lines);
		return lines;
	}

}
