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
			readHeader(ctx, in, out);
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

	private void readHeader(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		if (in.readableBytes() < 2) {
			return;
		}
		int first = in.getUnsignedByte(in.readerIndex());
		int second = in.getUnsignedByte(in.readerIndex() + 1);
		int shortLength = second & LENGTH;
		int header = 2 + ((shortLength == LENGTH_64) ? Long.BYTES : (shortLength == LENGTH_16) ? Short.BYTES : 0);
		if (in.readableBytes() < header) {
			return;
		}
		long length = switch (shortLength) {
			case LENGTH_64 -> in.getLong(in.readerIndex() + 2);
			case LENGTH_16 -> in.getUnsignedShort(in.readerIndex() + 2);
			default -> shortLength;
		};
		if (length > MAX_PAYLOAD && (first & (RESERVED | CONTROL)) == 0 && (second & MASKED) == 0) {
			in.skipBytes(header);
			this.fin = first & FIN;
			this.toCut = length;
			cut(ctx, first & OPCODE, out);
		}
		else {
			this.toPass = Math.max(0, length);
			out.add(in.readRetainedSlice(header));
		}
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
