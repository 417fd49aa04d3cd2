package ai.miosa.spring.test.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import ai.miosa.spring.test.process.CommandOutput.Source;

/**
 * {@code miosa-exec-v1}: binary messages of a type byte and a payload.
 */
final class ExecV1Protocol implements ServerProtocol {

	static final String SUBPROTOCOL = "miosa-exec-v1";

	static final int EXIT = 0x03;

	static final int PORT_OPENED = 0x10;

	static final int PORT_CLOSED = 0x11;

	private static final int STDIN = 0x00;

	private static final int STDOUT = 0x01;

	private static final int STDERR = 0x02;

	private static final int STDIN_EOF = 0x04;

	private static final int RESIZE = 0x05;

	static ByteBuf message(int type, byte... payload) {
		return Unpooled.buffer(1 + payload.length).writeByte(type).writeBytes(payload);
	}

	@Override
	public void beginOutput(Source source, ByteBuf message) {
		message.writeByte((source == Source.STDOUT) ? STDOUT : STDERR);
	}

	@Override
	public void receive(WebSocketFrame message, ExecSession session) {
		ByteBuf content = message.content();
		if (!(message instanceof BinaryWebSocketFrame) || !content.isReadable()) {
			return;
		}
		switch (content.readByte()) {
			case STDIN -> session.stdin(ByteBufUtil.getBytes(content));
			case STDIN_EOF -> session.endOfInput();
			case RESIZE -> {
				if (content.readableBytes() >= 4) {
					session.resize(content.readUnsignedShort(), content.readUnsignedShort());
				}
			}
			default -> {
			}
		}
	}

	@Override
	public boolean isCloseEndOfInput() {
		return false;
	}

	@Override
	public int closeCode(int exitCode) {
		return 1000;
	}

	@Override
	public boolean isTyped() {
		return true;
	}

}
