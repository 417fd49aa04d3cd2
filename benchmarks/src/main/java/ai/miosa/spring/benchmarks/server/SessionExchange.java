package ai.miosa.spring.benchmarks.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/**
 * Plays the computer in one session. Its commands:
 * <dl>
 * <dt>{@code stream <frame> <count>}</dt>
 * <dd>sends that many stdout frames of that many bytes, then exits</dd>
 * <dt>{@code echo}</dt>
 * <dd>answers each stdin frame with a stdout frame</dd>
 * <dt>{@code hello}</dt>
 * <dd>sends one byte at once and waits</dd>
 * <dt>anything else</dt>
 * <dd>takes stdin and waits</dd>
 * </dl>
 */
final class SessionExchange extends SimpleChannelInboundHandler<WebSocketFrame> {

	private static final byte[] HELLO = { 0x01, '!' };

	private static final byte[] EXIT = { 0x03, 0, 0, 0, 0 };

	private final String[] command;

	private long framesToSend;

	private int frame;

	SessionExchange(String command) {
		this.command = command.split(" ");
	}

	@Override
	public void handlerAdded(ChannelHandlerContext ctx) {
		if (this.command[0].equals("stream")) {
			this.frame = Integer.parseInt(this.command[1]);
			this.framesToSend = Long.parseLong(this.command[2]);
			stream(ctx);
		}
		else if (this.command[0].equals("hello")) {
			ctx.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(HELLO)));
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext ctx) {
		stream(ctx);
	}

	private void stream(ChannelHandlerContext ctx) {
		while (this.framesToSend > 0 && ctx.channel().isWritable()) {
			ByteBuf chunk = Frames.encoded(this.frame);
			int frames = Frames.perChunk(this.frame);
			int count = (int) Math.min(this.framesToSend, frames);
			this.framesToSend -= count;
			// Netty's encoder passes bytes on as they are
			ctx.write(chunk.retainedSlice(0, chunk.readableBytes() / frames * count));
			if (this.framesToSend == 0) {
				ctx.write(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(EXIT)));
				ctx.write(new CloseWebSocketFrame(1000, ""));
			}
			ctx.flush();
		}
	}

	@Override
	protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame message) {
		if (message instanceof CloseWebSocketFrame) {
			this.framesToSend = 0;
			ctx.writeAndFlush(new CloseWebSocketFrame(1000, "")).addListener(ChannelFutureListener.CLOSE);
		}
		else if (message instanceof PingWebSocketFrame) {
			ctx.writeAndFlush(new PongWebSocketFrame(message.content().retain()));
		}
		else if (this.command[0].equals("echo")) {
			ByteBuf output = message.content().retain();
			// From a stdin frame's type to that of a stdout frame
			ctx.writeAndFlush(new BinaryWebSocketFrame(output.setByte(output.readerIndex(), 0x01)));
		}
	}

}
