package ai.miosa.spring.session.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One case of the conformance suite: the frames that the server sends, and what the
 * client has to answer.
 */
final class ConformanceCase {

	static final int CONTINUATION = 0;

	static final int TEXT = 1;

	static final int BINARY = 2;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	private final String id;

	private final List<byte[]> sent = new ArrayList<>();

	private final List<Frame> expected = new ArrayList<>();

	private int chop = Integer.MAX_VALUE;

	private int window = 1 << 20;

	private boolean fails;

	ConformanceCase(String id) {
		this.id = id;
	}

	String id() {
		return this.id;
	}

	/**
	 * Send a final frame.
	 */
	ConformanceCase send(int opcode, byte[] payload) {
		return send(true, 0, opcode, payload);
	}

	ConformanceCase send(int opcode, String payload) {
		return send(opcode, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send a fragment that others follow.
	 */
	ConformanceCase part(int opcode, byte[] payload) {
		return send(false, 0, opcode, payload);
	}

	ConformanceCase part(int opcode, String payload) {
		return part(opcode, payload.getBytes(StandardCharsets.UTF_8));
	}

	ConformanceCase send(boolean last, int reserved, int opcode, byte[] payload) {
		ByteBuffer frame = ByteBuffer.allocate(10 + payload.length)
			.put((byte) (((last) ? 0x80 : 0) | reserved << 4 | opcode));
		if (payload.length < 126) {
			frame.put((byte) payload.length);
		}
		else if (payload.length < 65536) {
			frame.put((byte) 126).putShort((short) payload.length);
		}
		else {
			frame.put((byte) 127).putLong(payload.length);
		}
		this.sent.add(Arrays.copyOf(frame.put(payload).array(), frame.position()));
		return this;
	}

	/**
	 * Send a message in fragments of a size.
	 */
	ConformanceCase sendInParts(int opcode, byte[] payload, int size) {
		for (int at = 0; at < payload.length; at += size) {
			int end = Math.min(payload.length, at + size);
			send(end == payload.length, 0, (at == 0) ? opcode : CONTINUATION, Arrays.copyOfRange(payload, at, end));
		}
		return this;
	}

	/**
	 * Write all that is sent in pieces of a size.
	 */
	ConformanceCase choppedBy(int size) {
		this.chop = size;
		return this;
	}

	ConformanceCase expect(int opcode, byte[] payload) {
		this.expected.add(new Frame(opcode, payload));
		return this;
	}

	ConformanceCase expect(int opcode, String payload) {
		return expect(opcode, payload.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Send a message and expect its echo.
	 */
	ConformanceCase echo(int opcode, byte[] payload) {
		return send(opcode, payload).expect(opcode, payload);
	}

	/**
	 * Send each frame when the one before has been answered.
	 */
	ConformanceCase inRoundTrips() {
		this.window = 1;
		return this;
	}

	/**
	 * Expect that the client fails the connection after what was expected so far.
	 */
	ConformanceCase fails() {
		this.fails = true;
		return this;
	}

	List<byte[]> sent() {
		return this.sent;
	}

	List<Frame> expected() {
		return this.expected;
	}

	int chop() {
		return this.chop;
	}

	/**
	 * Return how many frames may be without an answer.
	 */
	int window() {
		return this.window;
	}

	boolean sends(int opcode) {
		return this.sent.stream().anyMatch((frame) -> (frame[0] & 0x0f) == opcode);
	}

	boolean isFailure() {
		return this.fails;
	}

	@Override
	public String toString() {
		return this.id;
	}

	/**
	 * A frame, or a message whose fragments have been put together.
	 *
	 * @param opcode the opcode
	 * @param payload the payload
	 */
	record Frame(int opcode, byte[] payload) {

		@Override
		public boolean equals(Object other) {
			return other instanceof Frame frame && frame.opcode == this.opcode
					&& Arrays.equals(frame.payload, this.payload);
		}

		@Override
		public int hashCode() {
			return this.opcode;
		}

		@Override
		public String toString() {
			return "opcode " + this.opcode + ", " + this.payload.length + " bytes";
		}

	}

}
