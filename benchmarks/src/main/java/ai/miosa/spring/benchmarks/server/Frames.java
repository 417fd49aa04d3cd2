package ai.miosa.spring.benchmarks.server;

import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * The output of the command {@code stream}: a chunk of stdout frames, sent again and
 * again.
 */
public final class Frames {

	private static final int CHUNK = 512 * 1024;

	private static final int FINAL_BINARY = 0x82;

	private static final int MAX_HEADER = 10;

	private static final byte STDOUT = 0x01;

	private static final int MAX_LENGTH_7 = 125;

	private static final int MAX_LENGTH_16 = 0xffff;

	private static final Map<Integer, ByteBuf> ENCODED = new ConcurrentHashMap<>();

	private Frames() {
	}

	static int perChunk(int frame) {
		return Math.max(1, CHUNK / frame);
	}

	/**
	 * Return the output of one chunk, which no two frames of it share.
	 * @param frame the bytes of output in a frame
	 * @return the bytes
	 */
	public static byte[] chunk(int frame) {
		byte[] bytes = new byte[perChunk(frame) * frame];
		new Random(frame).nextBytes(bytes);
		return bytes;
	}

	/**
	 * Return one chunk of frames as a server sends them.
	 */
	static ByteBuf encoded(int frame) {
		return ENCODED.computeIfAbsent(frame, Frames::encode);
	}

	private static ByteBuf encode(int frame) {
		byte[] output = chunk(frame);
		int length = 1 + frame;
		ByteBuf frames = Unpooled.directBuffer(perChunk(frame) * (MAX_HEADER + length));
		for (int offset = 0; offset < output.length; offset += frame) {
			frames.writeByte(FINAL_BINARY);
			if (length <= MAX_LENGTH_7) {
				frames.writeByte(length);
			}
			else if (length <= MAX_LENGTH_16) {
				frames.writeByte(MAX_LENGTH_7 + 1).writeShort(length);
			}
			else {
				frames.writeByte(MAX_LENGTH_7 + 2).writeLong(length);
			}
			frames.writeByte(STDOUT).writeBytes(output, offset, frame);
		}
		return Unpooled.unreleasableBuffer(frames);
	}

}
