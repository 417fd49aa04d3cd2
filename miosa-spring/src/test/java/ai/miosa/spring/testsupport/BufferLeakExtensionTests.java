package ai.miosa.spring.testsupport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link BufferLeakExtension}.
 */
class BufferLeakExtensionTests {

	@Test
	void bufferThatIsNotReleasedFails() {
		CompletableFuture<ByteBuf> allocated = new CompletableFuture<>();
		new Thread(() -> allocated.complete(ByteBufAllocator.DEFAULT.buffer()), BufferLeakExtension.EVENT_LOOP + "1")
			.start();
		ByteBuf buffer = allocated.join();
		assertThatExceptionOfType(ConditionTimeoutException.class)
			.isThrownBy(() -> BufferLeakExtension.assertNoLeak(Duration.ofMillis(200)))
			.withMessageContaining("not been released");
		buffer.release();
		BufferLeakExtension.assertNoLeak(Duration.ofSeconds(10));
	}

}
