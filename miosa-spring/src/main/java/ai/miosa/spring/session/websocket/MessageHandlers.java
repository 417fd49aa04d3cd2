package ai.miosa.spring.session.websocket;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

/**
 * The handlers of a session's messages, which receive each message in parts, as its
 * fragments arrive.
 */
final class MessageHandlers {

	private MessageHandler.@Nullable Partial<String> text;

	private MessageHandler.@Nullable Partial<ByteBuffer> binary;

	private MessageHandler.@Nullable Whole<PongMessage> pong;

	private boolean inText;

	private final Utf8Fragments utf8 = new Utf8Fragments();

	@SuppressWarnings("unchecked")
	void add(MessageHandler handler) {
		Class<?> kind = (handler instanceof MessageHandler.Partial) ? MessageHandler.Partial.class
				: MessageHandler.Whole.class;
		Class<?> type = GenericTypeResolver.resolveTypeArgument(handler.getClass(), kind);
		if (kind == MessageHandler.Partial.class && type == String.class) {
			this.text = (MessageHandler.Partial<String>) handler;
		}
		else if (kind == MessageHandler.Partial.class && type == ByteBuffer.class) {
			this.binary = (MessageHandler.Partial<ByteBuffer>) handler;
		}
		else if (kind == MessageHandler.Whole.class && type == PongMessage.class) {
			this.pong = (MessageHandler.Whole<PongMessage>) handler;
		}
		else {
			throw new UnsupportedOperationException();
		}
	}

	void pong(ByteBuf payload) {
		if (this.pong != null) {
			ByteBuffer copy = copy(payload);
			this.pong.onMessage(() -> copy);
		}
	}

	/**
	 * Deliver a data frame.
	 */
	void part(WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
			this.inText = frame instanceof TextWebSocketFrame;
		}
		boolean last = frame.isFinalFragment();
		if (!this.inText && this.binary != null) {
			this.binary.onMessage(copy(frame.content()), last);
		}
		else if (this.inText && this.text != null) {
			this.text.onMessage(this.utf8.decode(copy(frame.content()), last), last);
		}
	}

	private static ByteBuffer copy(ByteBuf content) {
		byte[] bytes = new byte[content.readableBytes()];
		content.readBytes(bytes);
		return ByteBuffer.wrap(bytes);
	}

	/**
	 * Decodes text whose characters may be split between fragments. Netty has verified
	 * that it is UTF-8.
	 */
	private static final class Utf8Fragments {

		private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

		private byte[] rest = {};

		String decode(ByteBuffer part, boolean last) {
			ByteBuffer in = (this.rest.length > 0)
					? ByteBuffer.allocate(this.rest.length + part.remaining()).put(this.rest).put(part).flip() : part;
			CharBuffer out = CharBuffer.allocate(in.remaining());
			this.decoder.decode(in, out, last);
			this.rest = new byte[in.remaining()];
			in.get(this.rest);
			if (last) {
				this.decoder.reset();
			}
			return out.flip().toString();
		}

	}

}
