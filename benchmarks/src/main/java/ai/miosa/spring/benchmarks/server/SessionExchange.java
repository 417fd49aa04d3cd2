package ai.miosa.spring.benchmarks.server;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Plays the computer in one session. Its commands:
 * <dl>
 * <dt>{@code stream <payload> <frames>}</dt>
 * <dd>sends that many stdout frames, then exits</dd>
 * <dt>{@code sink <bytes>}</dt>
 * <dd>exits when it has received that much stdin</dd>
 * <dt>{@code echo}</dt>
 * <dd>answers each stdin frame with a stdout frame</dd>
 * <dt>{@code hello}</dt>
 * <dd>sends one byte at once and waits</dd>
 * <dt>{@code idle}</dt>
 * <dd>waits</dd>
 * </dl>
 */
final class SessionExchange extends ByteToMessageDecoder {

	private static final int CHUNK = 512 * 1024;

	private static final int CLOSE = 8;

	private static final int PING = 9;

	private final String[] command;

	private long sinkBytes = Long.MAX_VALUE;

	private long framesToSend;

	private @Nullable ByteBuf frames;

	private int framesInChunk;

	/**
	 * The bytes of the current stdin frame that are still to come and not looked at.
	 */
	private long skip;

	private boolean closing;

	SessionExchange(String command) {
		this.command = command.split(" ");
	}

	@Override
	public void handlerAdded(ChannelHandlerContext context) {
		switch (this.command[0]) {
			case "stream" -> {
				int payload = Integer.parseInt(this.command[1]);
				this.framesToSend = Long.parseLong(this.command[2]);
				this.framesInChunk = (int) Math.max(1, Math.min(this.framesToSend, CHUNK / payload));
				this.frames = Frames.output(payload, this.framesInChunk);
				context.executor().execute(() -> stream(context));
			}
			case "sink" -> {
				this.sinkBytes = Long.parseLong(this.command[1]);
			}
			case "hello" -> context.write(Frames.output(new byte[] { '!' }));
			default -> {
				// echo and idle wait for the client
			}
		}
	}

	@Override
	public void channelWritabilityChanged(ChannelHandlerContext context) {
		stream(context);
	}

	private void stream(ChannelHandlerContext context) {
		ByteBuf frames = this.frames;
		while (frames != null && this.framesToSend > 0 && context.channel().isWritable()) {
			int count = (int) Math.min(this.framesToSend, this.framesInChunk);
			int length = frames.readableBytes() / this.framesInChunk * count;
			context.write(frames.retainedSlice(0, length));
			this.framesToSend -= count;
			if (this.framesToSend == 0) {
				exit(context);
			}
			context.flush();
		}
	}

	@Override
	protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
		if (this.skip > 0) {
			int skipped = (int) Math.min(this.skip, in.readableBytes());
			in.skipBytes(skipped);
			this.skip -= skipped;
			sunk(context, skipped);
			return;
		}
		int header = headerLength(in);
		if (header == 0) {
			return;
		}
		int opcode = in.getByte(in.readerIndex()) & 0xf;
		long length = length(in);
		if (length > 125) {
			in.skipBytes(header + 1);
			this.skip = length - 1;
		}
		else if (in.readableBytes() >= header + length) {
			in.skipBytes(header);
			receive(context, opcode, unmask(in, (int) length));
		}
	}

	private void sunk(ChannelHandlerContext context, int bytes) {
		this.sinkBytes -= bytes;
		if (this.sinkBytes <= 0) {
			this.sinkBytes = Long.MAX_VALUE;
			exit(context);
			context.flush();
		}
	}

	private void exit(ChannelHandlerContext context) {
		context.write(Frames.exit());
		this.closing = true;
	}

	private static int headerLength(ByteBuf in) {
		if (in.readableBytes() < 2) {
			return 0;
		}
		int length = switch (in.getByte(in.readerIndex() + 1) & 0x7f) {
			case 126 -> 8;
			case 127 -> 14;
			default -> 6;
		};
		return (in.readableBytes() > length || length == 6 && in.readableBytes() == length) ? length : 0;
	}

	private static long length(ByteBuf in) {
		int length = in.getByte(in.readerIndex() + 1) & 0x7f;
		return switch (length) {
			case 126 -> in.getUnsignedShort(in.readerIndex() + 2);
			case 127 -> in.getLong(in.readerIndex() + 2);
			default -> length;
		};
	}

	private static byte[] unmask(ByteBuf in, int length) {
		byte[] bytes = new byte[length];
		int mask = in.readerIndex() - 4;
		for (int i = 0; i < length; i++) {
			bytes[i] = (byte) (in.readByte() ^ in.getByte(mask + i % 4));
		}
		return bytes;
	}

	private void receive(ChannelHandlerContext context, int opcode, byte[] payload) {
		if (opcode == CLOSE) {
			this.framesToSend = 0;
			context.writeAndFlush((this.closing) ? Unpooled.EMPTY_BUFFER : Frames.close())
				.addListener(ChannelFutureListener.CLOSE);
		}
		else if (opcode == PING) {
			context.writeAndFlush(Frames.pong(payload));
		}
		else if (this.command[0].equals("echo") && payload.length > 1) {
			byte[] echo = new byte[payload.length - 1];
			System.arraycopy(payload, 1, echo, 0, echo.length);
			context.writeAndFlush(Frames.output(echo));
		}
		else if (payload.length > 1) {
			sunk(context, payload.length - 1);
		}
	}

	@Override
	protected void handlerRemoved0(ChannelHandlerContext context) {
		if (this.frames != null) {
			this.frames.release();
		}
	}

}
