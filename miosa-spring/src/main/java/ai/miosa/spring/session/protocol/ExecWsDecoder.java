package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Decodes {@code exec-ws} messages. Close codes that RFC 6455 reserves or leaves
 * unassigned do not reach a client as they were sent, so they tell no exit code.
 */
final class ExecWsDecoder implements SessionDecoder {

	private static final int BASE = 1000;

	@Override
	public @Nullable SessionEvent binary(ByteBuffer part, boolean last) {
		return (part.hasRemaining()) ? new SessionEvent.Stdout(part) : null;
	}

	@Override
	public @Nullable SessionEvent text(String part, boolean last) {
		return (part.isEmpty()) ? null
				: new SessionEvent.Stdout(ByteBuffer.wrap(part.getBytes(StandardCharsets.UTF_8)));
	}

	@Override
	public @Nullable SessionEvent closed(int code, String reason) {
		return switch (code) {
			// 1002 may be the server's own report of a protocol error
			case 1000, 1001, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> new SessionEvent.Exit(code - BASE);
			default -> null;
		};
	}

}
