package ai.miosa.spring.session.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FrameSplitterTests {

	private static final WebSocketDecoderConfig DECODER = WebSocketDecoderConfig.newBuilder()
		.expectMaskedFrames(false)
		.maxFramePayloadLength(FrameSplitter.MAX_PAYLOAD)
		.build();

	private final Random random = new Random(1);

	@Test
	void passesFramesOfAnyLengthHoweverTheyComeIn() {
		for (int round = 0; round < 200; round++) {
			List<ByteBuf> messages = new ArrayList<>();
			ByteBuf wire = frames(messages, 1 + this.random.nextInt(20));
			assertThat(receive(wire).equals(messages)).as("round %d", round).isTrue();
		}
	}

	@Test
	void passesShortFramesTogether() {
		EmbeddedChannel channel = new EmbeddedChannel(new FrameSplitter());
		channel.writeInbound(Unpooled.wrappedBuffer(new byte[] { (byte) 0x82, 1, 7, (byte) 0x82, 2, 8, 9 }));
		ByteBuf passed = channel.readInbound();
		assertThat(passed.readableBytes()).isEqualTo(7);
		passed.release();
		assertThat(channel.<Object>readInbound()).isNull();
		channel.finishAndReleaseAll();
	}

	@ParameterizedTest
	@ValueSource(
			longs = { Long.MAX_VALUE, Long.MAX_VALUE - 8, Long.MAX_VALUE - 9, Long.MAX_VALUE - 10, -1, Long.MIN_VALUE })
	void leavesMalformedFramesToTheDecoder(long length) {
		for (int first : new int[] { 0xc2, 0x89 }) {
			EmbeddedChannel channel = new EmbeddedChannel(new FrameSplitter(), new WebSocket13FrameDecoder(DECODER));
			ByteBuf frame = Unpooled.buffer().writeByte(first).writeByte(127).writeLong(length).writeZero(100);
			assertThatExceptionOfType(CorruptedWebSocketFrameException.class)
				.isThrownBy(() -> channel.writeInbound(frame));
			assertThat(channel.<Object>readInbound()).isNull();
			channel.finishAndReleaseAll();
		}
	}

	private ByteBuf frames(List<ByteBuf> messages, int count) {
		EmbeddedChannel encoder = new EmbeddedChannel(new WebSocket13FrameEncoder(false));
		for (int i = 0; i < count; i++) {
			byte[] payload = new byte[length()];
			this.random.nextBytes(payload);
			messages.add(Unpooled.wrappedBuffer(payload));
			encoder.writeOutbound(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(payload)));
			if (this.random.nextInt(3) == 0) {
				encoder.writeOutbound(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
			}
		}
		ByteBuf wire = Unpooled.buffer();
		for (ByteBuf part = encoder.readOutbound(); part != null; part = encoder.readOutbound()) {
			wire.writeBytes(part);
			part.release();
		}
		return wire;
	}

	private int length() {
		return switch (this.random.nextInt(5)) {
			case 0 -> this.random.nextInt(4);
			case 1 -> 120 + this.random.nextInt(20);
			case 2 -> FrameSplitter.MAX_PAYLOAD - 1 + this.random.nextInt(4);
			case 3 -> this.random.nextInt(5 * FrameSplitter.MAX_PAYLOAD);
			default -> this.random.nextInt(2000);
		};
	}

	private List<ByteBuf> receive(ByteBuf wire) {
		EmbeddedChannel channel = new EmbeddedChannel(new FrameSplitter(), new WebSocket13FrameDecoder(DECODER));
		List<ByteBuf> messages = new ArrayList<>();
		ByteBuf message = Unpooled.buffer();
		int longest = (wire.readableBytes() < 5000) ? 5 : 50_000;
		while (wire.isReadable()) {
			int length = Math.min(1 + this.random.nextInt(longest), wire.readableBytes());
			channel.writeInbound(wire.readRetainedSlice(length));
			for (WebSocketFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
				if (!(frame instanceof PingWebSocketFrame)) {
					message.writeBytes(frame.content());
					if (frame.isFinalFragment()) {
						messages.add(message);
						message = Unpooled.buffer();
					}
				}
				frame.release();
			}
		}
		channel.finishAndReleaseAll();
		return messages;
	}

}
