package ai.miosa.spring.session.output;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ai.miosa.spring.session.CapturedOutput;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The output that is kept if it is not read.
 */
class OutputCaptureTests {

	private static final int PART = 64 * 1024;

	private final Random random = new Random(1);

	private final OutputCapture capture = new OutputCapture();

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 1, 3 * PART, 1_000_000 })
	void headAndTailOfAnyLength(int length) {
		for (int limit : new int[] { 1, 7, 1000, 70_000, 300_000 }) {
			OutputCapture capture = new OutputCapture();
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			while (all.size() < length) {
				int size = Math.min(length - all.size(), Math.max(length / 5000, this.random.nextInt(limit) + 1));
				byte[] bytes = new byte[size];
				this.random.nextBytes(bytes);
				all.writeBytes(bytes);
				capture.add(ByteBuffer.wrap(bytes));
			}
			assertKept(capture.snapshot(), all.toByteArray());
		}
	}

	@Test
	void snapshotIsNotChangedByWhatFollows() {
		this.capture.add(ByteBuffer.wrap(new byte[] { 1 }));
		CapturedOutput snapshot = this.capture.snapshot();
		this.capture.add(ByteBuffer.wrap(new byte[] { 2 }));
		assertThat(snapshot.bytes()).containsExactly(1);
		assertThat(snapshot).hasToString("CapturedOutput[1 bytes, truncated=false]");
	}

	private static void assertKept(CapturedOutput captured, byte[] all) {
		assertThat(captured.totalBytes()).isEqualTo(all.length);
		assertThat(captured.truncated()).isEqualTo(all.length > 2 * PART);
		byte[] expected = all;
		if (all.length > 2 * PART) {
			expected = Arrays.copyOf(all, 2 * PART);
			System.arraycopy(all, all.length - PART, expected, PART, PART);
		}
		assertThat(captured.bytes()).isEqualTo(expected);
	}

}
