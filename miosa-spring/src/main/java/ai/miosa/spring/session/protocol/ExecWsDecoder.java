package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import ai.miosa.spring.session.SessionOutput;
import ai.miosa.spring.session.SessionStream;

/**
 * Decodes {@code exec-ws} messages. Close codes that RFC 6455 reserves or leaves
 * unassigned may not reach a client unchanged and are therefore ignored.
 */
final class ExecWsDecoder implements SessionDecoder {

	private static final int BASE = 1000;

	private final SessionEvents events;

	ExecWsDecoder(SessionEvents events) {
		this.events = events;
	}

	@Override
	public void binary(ByteBuffer part, boolean last) {
		if (part.hasRemaining()) {
			this.events.output(new SessionOutput(SessionStream.STDOUT, part));
		}
	}

	@Override
	public void text(String part, boolean last) {
		binary(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)), last);
	}

	@Override
	public void closed(int code) {
		switch (code) {
			// 1002 may be the server's own report of a protocol error
			case 1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> this.events.exited(code - BASE);
			default -> {
				// Carries no exit code
			}
		}
	}

}
