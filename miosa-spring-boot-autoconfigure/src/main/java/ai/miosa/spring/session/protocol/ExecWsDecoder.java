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
			case 1000, 1001, 1003, 1008, 1009, 1010, 1011, 1012, 1013, 1014 -> new SessionEvent.Exit(code - BASE);
			// A client that finds text which is not UTF-8 reports its own close with
			// 1007,
			// and says so
			case 1007 -> (reason.isEmpty()) ? new SessionEvent.Exit(code - BASE) : null;
			default -> null;
		};
	}

}
