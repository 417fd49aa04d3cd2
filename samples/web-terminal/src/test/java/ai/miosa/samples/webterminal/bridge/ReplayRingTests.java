package ai.miosa.samples.webterminal.bridge;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayRingTests {

	private final ReplayRing ring = new ReplayRing(16);

	@Test
	void readsWhatWasWritten() {
		write("0123456789");
		assertThat(read(3, 4)).isEqualTo("3456");
		assertThat(read(3, 100)).isEqualTo("3456789");
		assertThat(this.ring.tail()).isZero();
	}

	@Test
	void keepsTheLatestOutput() {
		write("0123456789");
		write("abcdefghijklmnopqrst");
		assertThat(this.ring.head()).isEqualTo(30);
		assertThat(this.ring.holds(14)).isTrue();
		assertThat(this.ring.holds(13)).isFalse();
		assertThat(this.ring.holds(31)).isFalse();
		assertThat(read(14, 100)).isEqualTo("efghijklmnopqrst");
	}

	@Test
	void growsUntilItIsFull() {
		ReplayRing ring = new ReplayRing(100_000);
		byte[] bytes = new byte[250_000];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) i;
		}
		for (int i = 0; i < 10; i++) {
			ring.write(Arrays.copyOfRange(bytes, 25_000 * i, 25_000 * (i + 1)), 25_000);
			int from = Math.max(0, 25_000 * (i + 1) - 100_000);
			assertThat(ring.tail()).isEqualTo(from);
			assertThat(ring.read(from, 200_000)).isEqualTo(Arrays.copyOfRange(bytes, from, 25_000 * (i + 1)));
		}
	}

	@Test
	void takesNoMemoryForOutputThatIsYetToCome() {
		List<ReplayRing> rings = Stream.generate(() -> new ReplayRing(Integer.MAX_VALUE)).limit(1000).toList();
		assertThat(rings).allMatch((each) -> each.head() == 0);
	}

	@Test
	void restoresASequenceThatIsCut() {
		write("\u001b]2;title\u00070123456789");
		assertThat(this.ring.atTail().toControlSequences() + read(this.ring.tail(), 100))
			.isEqualTo("\u001b]2;title\u00070123456789");
	}

	@Test
	void knowsTheStateOfTheScreenAtBothEnds() {
		write("\u001b[?25l0123456789");
		assertThat(this.ring.atTail().toControlSequences()).isEmpty();
		write("0123456789\u001b[?1h");
		assertThat(this.ring.atTail().toControlSequences()).isEqualTo("\u001b[?25l");
		assertThat(this.ring.atHead().toControlSequences()).isEqualTo("\u001b[?1h\u001b[?25l");
	}

	private void write(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		this.ring.write(bytes, bytes.length);
	}

	private String read(long offset, int max) {
		return new String(this.ring.read(offset, max), StandardCharsets.UTF_8);
	}

}
