package ai.miosa.spring.session.websocket;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.core.GenericTypeResolver;
import org.springframework.util.Assert;

import ai.miosa.spring.text.Utf8Decoder;

/**
 * The link between a connection and the endpoint of Spring's client: a Jakarta session
 * that supports the methods that the client calls. Its handlers receive each message in
 * parts, as its fragments arrive.
 */
final class JakartaSession implements InvocationHandler {

	private final Endpoint endpoint;

	private final EndpointConfig config;

	private final URI uri;

	private final Session session = (Session) Proxy.newProxyInstance(JakartaSession.class.getClassLoader(),
			new Class<?>[] { Session.class }, this);

	private @Nullable WebSocketConnection connection;

	private @Nullable String subprotocol;

	private MessageHandler.@Nullable Partial<String> text;

	private MessageHandler.@Nullable Partial<ByteBuffer> binary;

	private MessageHandler.@Nullable Whole<PongMessage> pong;

	private boolean inText;

	// Netty has verified that text is UTF-8
	private final Utf8Decoder utf8 = Utf8Decoder.replacing();

	JakartaSession(Endpoint endpoint, EndpointConfig config, URI uri) {
		this.endpoint = endpoint;
		this.config = config;
		this.uri = uri;
	}

	void open(WebSocketConnection connection, @Nullable String subprotocol) {
		this.subprotocol = subprotocol;
		this.connection = connection;
		this.endpoint.onOpen(this.session, this.config);
	}

	void failed(Throwable failure) {
		this.endpoint.onError(this.session, failure);
	}

	void closed(CloseReason reason) {
		this.endpoint.onClose(this.session, reason);
	}

	WebSocketConnection connection() {
		WebSocketConnection connection = this.connection;
		Assert.state(connection != null, "The connection is not open yet");
		return connection;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) {
		Object argument = (args != null) ? args[0] : null;
		if (argument instanceof MessageHandler handler && method.getName().equals("addMessageHandler")) {
			add(handler);
			return null;
		}
		if (method.getName().equals("close")) {
			connection().close((CloseReason) argument);
			return null;
		}
		return switch (method.getName()) {
			case "getRequestURI" -> this.uri;
			case "getNegotiatedSubprotocol" -> (this.subprotocol != null) ? this.subprotocol : "";
			case "getNegotiatedExtensions" -> List.of();
			case "getUserPrincipal" -> null;
			case "isOpen" -> connection().isOpen();
			case "hashCode" -> System.identityHashCode(proxy);
			case "equals" -> proxy == argument;
			case "toString" -> "Session[" + this.uri + "]";
			default -> throw new UnsupportedOperationException(method.getName());
		};
	}

	/**
	 * Add a handler. Spring's client adds one of whole messages for pongs only, because
	 * the sessions' handler supports partial messages.
	 */
	@SuppressWarnings("unchecked")
	private void add(MessageHandler handler) {
		if (handler instanceof MessageHandler.Whole) {
			this.pong = (MessageHandler.Whole<PongMessage>) handler;
		}
		else if (GenericTypeResolver.resolveTypeArgument(handler.getClass(),
				MessageHandler.Partial.class) == String.class) {
			this.text = (MessageHandler.Partial<String>) handler;
		}
		else {
			this.binary = (MessageHandler.Partial<ByteBuffer>) handler;
		}
	}

	void pong(ByteBuf payload) {
		if (this.pong != null) {
			ByteBuffer copy = copy(payload);
			this.pong.onMessage(() -> copy);
		}
	}

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
