package ai.miosa.spring.session.websocket;

import java.nio.ByteBuffer;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;

import ai.miosa.spring.text.Utf8Decoder;

/**
 * The handlers of a session's messages, which receive each message in parts, as its
 * fragments arrive.
 */
final class MessageHandlers {

	private MessageHandler.@Nullable Partial<String> text;

	private MessageHandler.@Nullable Partial<ByteBuffer> binary;

	private MessageHandler.@Nullable Whole<PongMessage> pong;

	private boolean inText;

	// Netty has verified that text is UTF-8
	private final Utf8Decoder utf8 = Utf8Decoder.replacing();

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

}
