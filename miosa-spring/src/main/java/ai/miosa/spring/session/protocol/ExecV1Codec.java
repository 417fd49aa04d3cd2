package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code miosa-exec-v1} protocol: binary messages of a type byte and a payload.
 */
final class ExecV1Codec implements SessionCodec {

	static final byte STDIN = 0x00;

	static final byte STDIN_EOF = 0x04;

	static final byte RESIZE = 0x05;

	@Override
	public UpgradeRequest upgrade(SessionRequest request) {
		List<Map.Entry<String, String>> query = new ArrayList<>();
		query.add(Map.entry("command", request.command()));
		request.args().forEach((arg) -> query.add(Map.entry("args", arg)));
		request.env().forEach((name, value) -> query.add(Map.entry("env", name + "=" + value)));
		if (request.workingDirectory() != null) {
			query.add(Map.entry("cwd", request.workingDirectory()));
		}
		query.add(Map.entry("tty", String.valueOf(request.pty())));
		if (request.pty()) {
			query.add(Map.entry("rows", String.valueOf(request.rows())));
			query.add(Map.entry("cols", String.valueOf(request.columns())));
		}
		return new UpgradeRequest(List.of("computers", request.computerId(), "exec", "stream"), query, "miosa-exec-v1",
				null);
	}

	@Override
	public SessionEncoder newEncoder() {
		return new Encoder();
	}

	@Override
	public SessionDecoder newDecoder() {
		return new ExecV1Decoder();
	}

	private static final class Encoder implements SessionEncoder {

		@Override
		public OutgoingMessage stdin(byte[] bytes, int offset, int length) {
			return new OutgoingMessage.Binary(
					ByteBuffer.allocate(1 + length).put(STDIN).put(bytes, offset, length).flip());
		}

		@Override
		public OutgoingMessage endOfStdin() {
			return new OutgoingMessage.Binary(ByteBuffer.wrap(new byte[] { STDIN_EOF }));
		}

		@Override
		public OutgoingMessage resize(int columns, int rows) {
			return new OutgoingMessage.Binary(
					ByteBuffer.allocate(5).put(RESIZE).putShort((short) rows).putShort((short) columns).flip());
		}

	}

}
