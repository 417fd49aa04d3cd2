package ai.miosa.spring.session.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.Assert;

/**
 * The message handlers of a session: at most one each for text, binary messages and
 * pongs. A message goes to a partial handler as its fragments arrive; a whole one is
 * collected up to the session's limit.
 */
final class MessageHandlers {

	private @Nullable MessageHandler text;

	private @Nullable MessageHandler binary;

	private @Nullable MessageHandler pong;

	private boolean bytes;

	private boolean inText;

	private @Nullable ByteArrayOutputStream collected;

	private @Nullable Utf8Fragments utf8;

	private volatile int maxBinary;

	private volatile int maxText;

	void add(MessageHandler handler) {
		Class<?> kind = (handler instanceof MessageHandler.Partial) ? MessageHandler.Partial.class
				: MessageHandler.Whole.class;
		Class<?> type = GenericTypeResolver.resolveTypeArgument(handler.getClass(), kind);
		Assert.state(type != null, "The type of the handler's messages is not known");
		add(type, handler);
	}

	void add(Class<?> type, MessageHandler handler) {
		if (type == String.class) {
			Assert.state(this.text == null, "There is a handler for text messages already");
			this.text = handler;
		}
		else if (type == ByteBuffer.class || type == byte[].class) {
			Assert.state(this.binary == null, "There is a handler for binary messages already");
			this.binary = handler;
			this.bytes = type == byte[].class;
		}
		else if (type == PongMessage.class && handler instanceof MessageHandler.Whole) {
			Assert.state(this.pong == null, "There is a handler for pongs already");
			this.pong = handler;
		}
		else {
			throw new UnsupportedOperationException("Messages can be handled as String, ByteBuffer or byte[]");
		}
	}

	void remove(MessageHandler handler) {
		this.text = (this.text != handler) ? this.text : null;
		this.binary = (this.binary != handler) ? this.binary : null;
		this.pong = (this.pong != handler) ? this.pong : null;
	}

	Set<MessageHandler> all() {
		Set<MessageHandler> all = new LinkedHashSet<>();
		addIfPresent(all, this.text);
		addIfPresent(all, this.binary);
		addIfPresent(all, this.pong);
		return all;
	}

	private static void addIfPresent(Set<MessageHandler> all, @Nullable MessageHandler handler) {
		if (handler != null) {
			all.add(handler);
		}
	}

	@SuppressWarnings("unchecked")
	void pong(ByteBuffer payload) {
		if (this.pong != null) {
			((MessageHandler.Whole<PongMessage>) this.pong).onMessage(() -> payload);
		}
	}

	/**
	 * Take a data frame.
	 * @param frame the frame
	 * @return whether the message is within the session's limit
	 */
	boolean message(WebSocketFrame frame) {
		if (frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame) {
			this.inText = frame instanceof TextWebSocketFrame;
		}
		MessageHandler handler = (this.inText) ? this.text : this.binary;
		if (handler instanceof MessageHandler.Partial<?> partial) {
			deliver(partial, NettyWebSocketSession.copy(frame.content()), frame.isFinalFragment());
		}
		else if (handler instanceof MessageHandler.Whole<?> whole) {
			return collect(whole, frame);
		}
		return true;
	}

	@SuppressWarnings("unchecked")
	private void deliver(MessageHandler.Partial<?> handler, ByteBuffer part, boolean last) {
		if (this.inText) {
			((MessageHandler.Partial<String>) handler).onMessage(utf8().decode(part, last), last);
		}
		else if (this.bytes) {
			((MessageHandler.Partial<byte[]>) handler).onMessage(part.array(), last);
		}
		else {
			((MessageHandler.Partial<ByteBuffer>) handler).onMessage(part, last);
		}
	}

	private Utf8Fragments utf8() {
		Utf8Fragments utf8 = this.utf8;
		if (utf8 == null) {
			utf8 = new Utf8Fragments();
			this.utf8 = utf8;
		}
		return utf8;
	}

	@SuppressWarnings("unchecked")
	private boolean collect(MessageHandler.Whole<?> handler, WebSocketFrame frame) {
		ByteArrayOutputStream collected = this.collected;
		if (collected == null) {
			collected = new ByteArrayOutputStream();
			this.collected = collected;
		}
		if (collected.size() + frame.content().readableBytes() > ((this.inText) ? this.maxText : this.maxBinary)) {
			return false;
		}
		collected.writeBytes(NettyWebSocketSession.copy(frame.content()).array());
		if (frame.isFinalFragment()) {
			this.collected = null;
			if (this.inText) {
				((MessageHandler.Whole<String>) handler).onMessage(collected.toString(StandardCharsets.UTF_8));
			}
			else if (this.bytes) {
				((MessageHandler.Whole<byte[]>) handler).onMessage(collected.toByteArray());
			}
			else {
				((MessageHandler.Whole<ByteBuffer>) handler).onMessage(ByteBuffer.wrap(collected.toByteArray()));
			}
		}
		return true;
	}

	int getMaxBinary() {
		return this.maxBinary;
	}

	void setMaxBinary(int maxBinary) {
		this.maxBinary = maxBinary;
	}

	int getMaxText() {
		return this.maxText;
	}

	void setMaxText(int maxText) {
		this.maxText = maxText;
	}

	/**
	 * Decodes text whose characters may be cut by the borders of fragments. Netty has
	 * checked that it is UTF-8.
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
