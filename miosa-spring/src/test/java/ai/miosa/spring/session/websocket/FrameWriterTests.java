package ai.miosa.spring.session.websocket;

import java.net.SocketTimeoutException;
import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * The timeout of a write: a time without progress, not a time for the whole of it.
 */
class FrameWriterTests {

	private static final Duration TIMEOUT = Duration.ofMillis(40);

	private static final long STEPS = 20;

	private final Channel channel = mock();

	private final ChannelPromise written = new DefaultChannelPromise(this.channel, ImmediateEventExecutor.INSTANCE);

	private final FrameWriter writer = new FrameWriter(this.channel);

	@BeforeEach
	void writeFrameThatIsNotTaken() {
		given(this.channel.isActive()).willReturn(true);
		given(this.channel.writeAndFlush(any())).willReturn(this.written);
		this.writer.write(new TextWebSocketFrame("text"));
	}

	@Test
	void slowProgressDoesNotTimeOut() throws Exception {
		long[] pending = { STEPS };
		given(this.channel.bytesBeforeWritable()).willAnswer((call) -> {
			if (--pending[0] == 0) {
				this.written.setSuccess();
			}
			return pending[0];
		});
		this.writer.awaitRoom(TIMEOUT);
	}

	@Test
	void noProgressTimesOut() {
		given(this.channel.bytesBeforeWritable()).willReturn(STEPS);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.writer.awaitRoom(TIMEOUT));
	}

}
