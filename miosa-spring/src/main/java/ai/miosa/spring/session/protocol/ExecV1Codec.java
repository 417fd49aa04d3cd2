package ai.miosa.spring.session.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import ai.miosa.spring.session.SessionOptions;
import ai.miosa.spring.session.TerminalSize;

/**
 * The {@code miosa-exec-v1} protocol: binary messages of a type byte and a payload.
 */
final class ExecV1Codec implements SessionCodec {

	static final byte STDIN = 0x00;

	static final byte STDIN_EOF = 0x04;

	static final byte RESIZE = 0x05;

	@Override
	public String[] path(String computerId) {
		return new String[] { "computers", computerId, "exec", "stream" };
	}

	@Override
	public List<Map.Entry<String, String>> query(String command, SessionOptions options) {
		List<Map.Entry<String, String>> query = new ArrayList<>();
		query.add(Map.entry("command", command));
		options.getArgs().forEach((arg) -> query.add(Map.entry("args", arg)));
		options.getEnv().forEach((name, value) -> query.add(Map.entry("env", name + "=" + value)));
		if (options.getWorkingDirectory() != null) {
			query.add(Map.entry("cwd", options.getWorkingDirectory()));
		}
		TerminalSize size = SessionCodec.terminalSize(options);
		query.add(Map.entry("tty", String.valueOf(size != null)));
		if (size != null) {
			query.add(Map.entry("rows", String.valueOf(size.rows())));
			query.add(Map.entry("cols", String.valueOf(size.columns())));
		}
		return query;
	}

	@Override
	public String subprotocol() {
		return "miosa-exec-v1";
	}

	@Override
	public SessionEncoder newEncoder() {
		return new Encoder();
	}

	@Override
	public SessionDecoder newDecoder(SessionEvents events) {
		return new ExecV1Decoder(events);
	}

	private static final class Encoder implements SessionEncoder {

		@Override
		public @Nullable OutgoingMessage start(TerminalSize size) {
			return null;
		}

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
		public OutgoingMessage resize(TerminalSize size) {
			return new OutgoingMessage.Binary(ByteBuffer.allocate(5)
				.put(RESIZE)
				.putShort((short) size.rows())
				.putShort((short) size.columns())
				.flip());
		}

	}

}
