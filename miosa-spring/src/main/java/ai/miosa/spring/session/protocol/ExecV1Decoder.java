package ai.miosa.spring.session.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code miosa-exec-v1} messages. Output passes through part by part; an exit or
 * a port event is collected until its message is whole.
 */
final class ExecV1Decoder implements SessionDecoder {

	static final byte STDOUT = 0x01;

	static final byte STDERR = 0x02;

	static final byte EXIT = 0x03;

	static final byte PORT_OPENED = 0x10;

	static final byte PORT_CLOSED = 0x11;

	private static final int MAX_PORT_EVENT = 64 * 1024;

	private boolean inMessage;

	private byte type;

	private @Nullable ByteArrayOutputStream collected;

	@Override
	public @Nullable SessionEvent binary(ByteBuffer part, boolean last) {
		if (!this.inMessage && part.hasRemaining()) {
			this.inMessage = true;
			this.type = part.get();
		}
		SessionEvent event = (this.inMessage) ? decode(part, last) : null;
		if (last) {
			this.inMessage = false;
			this.collected = null;
		}
		return event;
	}

	private @Nullable SessionEvent decode(ByteBuffer part, boolean last) {
		return switch (this.type) {
			case STDOUT -> (part.hasRemaining()) ? new SessionEvent.Stdout(part) : null;
			case STDERR -> (part.hasRemaining()) ? new SessionEvent.Stderr(part) : null;
			case EXIT -> exit(collect(part, Integer.BYTES), last);
			case PORT_OPENED, PORT_CLOSED -> port(collect(part, MAX_PORT_EVENT), last);
			default -> null;
		};
	}

	/**
	 * Keep no more of a message than it can mean: the rest is dropped, so that a message
	 * of any length takes little memory.
	 * @param part the part
	 * @param limit how many bytes to keep
	 * @return what was kept so far
	 */
	private ByteArrayOutputStream collect(ByteBuffer part, int limit) {
		ByteArrayOutputStream collected = this.collected;
		if (collected == null) {
			collected = new ByteArrayOutputStream();
			this.collected = collected;
		}
		byte[] bytes = new byte[Math.min(part.remaining(), limit - collected.size())];
		part.get(bytes);
		collected.writeBytes(bytes);
		return collected;
	}

	private static @Nullable SessionEvent exit(ByteArrayOutputStream payload, boolean last) {
		if (!last) {
			return null;
		}
		return (payload.size() < Integer.BYTES)
				? new SessionEvent.Malformed("the exit frame is shorter than four bytes")
				: new SessionEvent.Exit(ByteBuffer.wrap(payload.toByteArray()).getInt());
	}

	private @Nullable SessionEvent port(ByteArrayOutputStream payload, boolean last) {
		return (last) ? PortEvents.read(this.type == PORT_OPENED, payload.toByteArray()) : null;
	}

	@Override
	public @Nullable SessionEvent text(String part, boolean last) {
		return null;
	}

	@Override
	public @Nullable SessionEvent closed(int code, String reason) {
		return null;
	}

}
