package ai.miosa.spring.session.websocket;

import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Cuts long data frames into fragments ahead of Netty's decoder, which would collect a
 * frame of any length before it passes it on. Frame headers are read as RFC 6455, section
 * 5.2, lays them out; what is not a well-formed data frame of this direction passes
 * unchanged, so that the decoder is the one to refuse it.
 */
final class FrameSplitter extends ByteToMessageDecoder {

	/**
	 * The longest frame that the decoder gets to see.
	 */
	static final int MAX_PAYLOAD = 64 * 1024;

	private static final int FIN = 0x80;

	private static final int RESERVED = 0x70;

	private static final int OPCODE = 0x0f;

	private static final int CONTINUATION = 0;

	private static final int CONTROL = 0x08;

	private static final int MASKED = 0x80;

	private static final int LENGTH = 0x7f;

	private static final int LENGTH_16 = 126;

	private static final int LENGTH_64 = 127;

	/**
	 * How much of the frame's payload passes before the next header.
	 */
	private long toPass;

	/**
	 * How much of the frame's payload is still to be cut into fragments after that.
	 */
	private long toCut;

	private int fin;

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		if (this.toPass == 0 && this.toCut == 0) {
			passShortFrames(in, out);
			if (out.isEmpty()) {
				beginLongFrame(ctx, in, out);
			}
			return;
		}
		if (this.toPass == 0) {
			cut(ctx, CONTINUATION, out);
		}
		// Netty's decoders must read whenever they put something out
		int length = (int) Math.min(this.toPass, in.readableBytes());
		out.add(in.readRetainedSlice(length));
		this.toPass -= length;
	}

	/**
	 * Pass all short frames at once: thousands may have come together, and a step of each
	 * through the pipeline would cost more than its bytes.
	 */
	private void passShortFrames(ByteBuf in, List<Object> out) {
		int end = in.readerIndex();
		while (this.toPass == 0) {
			int header = headerLength(in, end);
			if (header == 0 || isLong(in, end)) {
				break;
			}
			// Any other length is that of a frame which the decoder refuses
			long frame = header + Math.max(0, Math.min(payloadLength(in, end), MAX_PAYLOAD));
			int length = (int) Math.min(frame, in.writerIndex() - end);
			end += length;
			this.toPass = frame - length;
		}
		if (end > in.readerIndex()) {
			out.add(in.readRetainedSlice(end - in.readerIndex()));
		}
	}

	private void beginLongFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		int header = headerLength(in, in.readerIndex());
		if (header > 0) {
			int first = in.getUnsignedByte(in.readerIndex());
			this.fin = first & FIN;
			this.toCut = payloadLength(in, in.readerIndex());
			in.skipBytes(header);
			cut(ctx, first & OPCODE, out);
		}
	}

	/**
	 * Return the length of the header, or 0 if it has not come in full.
	 */
	private static int headerLength(ByteBuf in, int index) {
		int readable = in.writerIndex() - index;
		if (readable < 2) {
			return 0;
		}
		int header = switch (in.getByte(index + 1) & LENGTH) {
			case LENGTH_64 -> 2 + Long.BYTES;
			case LENGTH_16 -> 2 + Short.BYTES;
			default -> 2;
		};
		return (readable >= header) ? header : 0;
	}

	private static long payloadLength(ByteBuf in, int index) {
		int shortLength = in.getByte(index + 1) & LENGTH;
		return switch (shortLength) {
			case LENGTH_64 -> in.getLong(index + 2);
			case LENGTH_16 -> in.getUnsignedShort(index + 2);
			default -> shortLength;
		};
	}

	private static boolean isLong(ByteBuf in, int index) {
		return payloadLength(in, index) > MAX_PAYLOAD && (in.getByte(index) & (RESERVED | CONTROL)) == 0
				&& (in.getByte(index + 1) & MASKED) == 0;
	}

	private void cut(ChannelHandlerContext ctx, int opcode, List<Object> out) {
		int length = (int) Math.min(MAX_PAYLOAD, this.toCut);
		this.toCut -= length;
		this.toPass = length;
		out.add(header(ctx, ((this.toCut == 0) ? this.fin : 0) | opcode, length));
	}

	private static ByteBuf header(ChannelHandlerContext ctx, int first, int length) {
		ByteBuf header = ctx.alloc().buffer(2 + Long.BYTES).writeByte(first);
		if (length < LENGTH_16) {
			return header.writeByte(length);
		}
		return (length <= 0xffff) ? header.writeByte(LENGTH_16).writeShort(length)
				: header.writeByte(LENGTH_64).writeLong(length);
	}

}
