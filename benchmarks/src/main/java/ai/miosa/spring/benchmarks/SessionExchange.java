package ai.miosa.spring.benchmarks;

import java.util.Random;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Simulates the computer in one session. The command {@code stream <frame> <chunks>}
 * sends that many chunks of 512 KiB in stdout frames of that many bytes, 125 to 65,534,
 * and exits; {@code hello} sends one byte; any other sends each stdin frame back.
 */
final class SessionExchange extends SimpleChannelInboundHandler<WebSocketFrame> {

	private static final int CHUNK = 512 * 1024;

	private static final byte STDOUT = 0x01;

	private static final byte[] EXIT = { 0x03, 0, 0, 0, 0 };

	private final String[] command;

	private ByteBuf frames = Unpooled.EMPTY_BUFFER;

	private int chunks;

	SessionExchange(String command) {
		this.command = command.split(" ");
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		if (this.command[0].equals("stream")) {
			encode(Integer.parseInt(this.command[1]));
			this.chunks = Integer.parseInt(this.command[2]);
			channelWritabilityChanged(ctx);
		}
		else if (this.command[0].equals("hello")) {
			ctx.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] { STDOUT, '!' })));
		}
	}

	/**
	 * Encode a chunk in advance, so that the server is faster than its clients.
	 */
	private void encode(int frame) {
		byte[] output = new byte[frame];
		new Random(frame).nextBytes(output);
		this.frames = Unpooled.directBuffer();
		for (int offset = 0; offset < CHUNK; offset += frame) {
			this.frames.writeShort(0x827e).writeShort(1 + frame).writeByte(STDOUT).writeBytes(output);
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		while (this.chunks > 0 && ctx.channel().isWritable()) {
			this.chunks--;
			// Netty's encoder forwards bytes unchanged
			ctx.writeAndFlush(this.frames.retainedDuplicate());
			if (this.chunks == 0) {
				ctx.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(EXIT)));
				ctx.writeAndFlush(new CloseWebSocketFrame(1000, ""));
			}
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		this.chunks = 0;
		this.frames.release();
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
		if (message instanceof CloseWebSocketFrame) {
			ctx.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(ChannelFutureListener.CLOSE);
		}
		else if (message instanceof BinaryWebSocketFrame) {
			ByteBuf output = message.content().retain();
			ctx.writeAndFlush(new BinaryWebSocketFrame(output.setByte(output.readerIndex(), STDOUT)));
		}
	}

}
