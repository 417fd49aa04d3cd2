package ai.miosa.spring.benchmarks;

import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;

/**
 * Simulates the computer in one session. The command {@code stream <frame> <MiB>} sends
 * that much stdout in frames of that many bytes, 125 to 65,534, once stdin arrives, and
 * exits; {@code hello} sends one byte; any other sends each stdin frame back.
 */
final class SessionExchange extends SimpleChannelInboundHandler<BinaryWebSocketFrame> {

	private static final int CHUNK = 512 * 1024;

	private final String[] command;

	SessionExchange(String command) {
		this.command = command.split(" ");
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		if (this.command[0].equals("hello")) {
			ctx.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] { Protocol.STDOUT, '!' })));
		}
	}

	/**
	 * Encode a chunk in advance, so that the server is faster than its clients.
	 */
	private static ByteBuf encode(int frame) {
		byte[] output = new byte[frame];
		new Random(frame).nextBytes(output);
		ByteBuf chunk = Unpooled.directBuffer();
		for (int offset = 0; offset < CHUNK; offset += frame) {
			chunk.writeShort(0x827e).writeShort(1 + frame).writeByte(Protocol.STDOUT).writeBytes(output);
		}
		return chunk;
	}

	private static void stream(ChannelHandlerContext ctx, ByteBuf chunk, int count) {
		if (count > 0) {
			// Netty's encoder forwards bytes unchanged
			ctx.writeAndFlush(chunk.retainedDuplicate()).addListener((done) -> stream(ctx, chunk, count - 1));
		}
		else {
			chunk.release();
			ctx.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] { Protocol.EXIT, 0, 0, 0, 0 })));
			ctx.writeAndFlush(new CloseWebSocketFrame(1000, ""));
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, BinaryWebSocketFrame input) {
		if (this.command[0].equals("stream")) {
			stream(ctx, encode(Integer.parseInt(this.command[1])),
					Integer.parseInt(this.command[2]) * 1024 * 1024 / CHUNK);
		}
		else {
			ByteBuf output = input.content().retain();
			ctx.writeAndFlush(new BinaryWebSocketFrame(output.setByte(output.readerIndex(), Protocol.STDOUT)));
		}
	}

}
