package ai.miosa.samples.webterminal.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReplayRingTests {

	private final ReplayRing ring = new ReplayRing(16);

	@Test
	void readsWhatWasWritten() {
		write("0123456789");
		assertThat(read(3, 4)).isEqualTo("3456");
		assertThat(read(3, 100)).isEqualTo("3456789");
		assertThat(this.ring.start()).isZero();
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
	void beginsAReplayWithALine() {
		write("0123456789\nabcdef\nghijk");
		long start = this.ring.start();
		assertThat(read(start, 100)).isEqualTo("abcdef\nghijk");
		assertThat(this.ring.start()).isEqualTo(start);
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
		this.ring.write(ByteBuffer.wrap(bytes), bytes.length);
	}

	private String read(long offset, int max) {
		return new String(this.ring.read(offset, max), StandardCharsets.UTF_8);
	}

}
