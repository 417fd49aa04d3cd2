package ai.miosa.spring.benchmarks.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Makes WebSocket messages as a server sends them, of one frame each.
 */
final class Frames {

	private static final int FINAL_BINARY = 0x82;

	private static final int FINAL_PONG = 0x8a;

	private static final int CLOSE_NORMAL = 0x880203e8;

	private static final byte STDOUT = 0x01;

	private static final byte EXIT = 0x03;

	private static final int MAX_7_BITS = 125;

	private static final int MAX_16_BITS = 0xffff;

	private Frames() {
	}

	/**
	 * Make stdout frames, ready to be sent again and again.
	 * @param payload the number of bytes in a frame
	 * @param count the number of frames
	 */
	static ByteBuf output(int payload, int count) {
		ByteBuf frames = Unpooled.directBuffer((payload + 11) * count);
		for (int i = 0; i < count; i++) {
			header(frames, FINAL_BINARY, 1 + payload).writeByte(STDOUT);
			for (int left = payload; left > 0; left--) {
				frames.writeByte('a' + left % 26);
			}
		}
		return frames;
	}

	static ByteBuf output(byte[] bytes) {
		return header(Unpooled.directBuffer(11 + bytes.length), FINAL_BINARY, 1 + bytes.length).writeByte(STDOUT)
			.writeBytes(bytes);
	}

	/**
	 * Make an exit frame of exit code 0 and a close frame.
	 */
	static ByteBuf exit() {
		return header(Unpooled.directBuffer(16), FINAL_BINARY, 1 + Integer.BYTES).writeByte(EXIT)
			.writeInt(0)
			.writeInt(CLOSE_NORMAL);
	}

	static ByteBuf close() {
		return Unpooled.copyInt(CLOSE_NORMAL);
	}

	static ByteBuf pong(byte[] bytes) {
		return header(Unpooled.directBuffer(2 + bytes.length), FINAL_PONG, bytes.length).writeBytes(bytes);
	}

	private static ByteBuf header(ByteBuf frame, int opcode, int length) {
		frame.writeByte(opcode);
		if (length <= MAX_7_BITS) {
			return frame.writeByte(length);
		}
		return (length <= MAX_16_BITS) ? frame.writeByte(126).writeShort(length)
				: frame.writeByte(127).writeLong(length);
	}

}
