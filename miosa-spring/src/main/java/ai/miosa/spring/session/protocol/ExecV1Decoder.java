package ai.miosa.spring.session.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.api.Json;
import ai.miosa.spring.session.PortEvent;
import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Decodes {@code miosa-exec-v1} messages. Output is passed on part by part; an exit or a
 * port event is buffered until its message is complete.
 */
final class ExecV1Decoder implements SessionDecoder {

	static final byte STDOUT = 0x01;

	static final byte STDERR = 0x02;

	static final byte EXIT = 0x03;

	static final byte PORT_OPENED = 0x10;

	static final byte PORT_CLOSED = 0x11;

	private static final int MAX_PORT_EVENT = 64 * 1024;

	private static final int MAX_PORT = 65535;

	private final SessionEvents events;

	private boolean inMessage;

	private byte type;

	private @Nullable ByteArrayOutputStream collected;

	ExecV1Decoder(SessionEvents events) {
		this.events = events;
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		if (!this.inMessage && part.hasRemaining()) {
			this.inMessage = true;
			this.type = part.get();
		}
		if (this.inMessage) {
			decode(part, last);
		}
		if (last) {
			this.inMessage = false;
			this.collected = null;
		}
	}

	private void decode(ByteBuffer part, boolean last) {
		switch (this.type) {
			case STDOUT -> output(SessionStream.STDOUT, part);
			case STDERR -> output(SessionStream.STDERR, part);
			case EXIT -> exit(collect(part, Integer.BYTES), last);
			case PORT_OPENED -> port(PortEvent.Type.OPENED, collect(part, MAX_PORT_EVENT), last);
			case PORT_CLOSED -> port(PortEvent.Type.CLOSED, collect(part, MAX_PORT_EVENT), last);
			default -> {
				// Reserved for extensions
			}
		}
	}

	private void output(SessionStream stream, ByteBuffer part) {
		if (part.hasRemaining()) {
			this.events.output(new SessionOutput(stream, part));
		}
	}

	/**
	 * Collect a message up to the length that it can have. The rest is discarded.
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

	private void exit(ByteArrayOutputStream payload, boolean last) {
		if (last && payload.size() < Integer.BYTES) {
			this.events.malformedExit("the exit frame is shorter than four bytes");
		}
		else if (last) {
			this.events.exited(ByteBuffer.wrap(payload.toByteArray()).getInt());
		}
	}

	/**
	 * Read the JSON of a port event. Anything else is ignored, since it says nothing
	 * about the command.
	 */
	private void port(PortEvent.Type type, ByteArrayOutputStream payload, boolean last) {
		Map<String, @Nullable Object> details = (last)
				? Json.readObject(new ByteArrayInputStream(payload.toByteArray())) : null;
		if (details != null && details.get("port") instanceof Integer port && port >= 0 && port <= MAX_PORT) {
			this.events.port(new PortEvent(type, port, details), payload.size());
		}
	}

	@Override
	public void text(String part, boolean last) {
		// Not part of the protocol
	}

	@Override
	public void closed(int code) {
		// Says nothing about the command
	}

}
