package ai.miosa.spring.session.websocket;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The link between a connection and the endpoint of Spring's client: a Jakarta session
 * that supports the methods that the client calls.
 */
final class JakartaSession implements InvocationHandler {

	private final Endpoint endpoint;

	private final EndpointConfig config;

	private final URI uri;

	private final MessageHandlers messageHandlers = new MessageHandlers();

	private final Session session = (Session) Proxy.newProxyInstance(JakartaSession.class.getClassLoader(),
			new Class<?>[] { Session.class }, this);

	private @Nullable NettyWebSocketConnection connection;

	private @Nullable String subprotocol;

	JakartaSession(Endpoint endpoint, EndpointConfig config, URI uri) {
		this.endpoint = endpoint;
		this.config = config;
		this.uri = uri;
	}

	void open(NettyWebSocketConnection connection, @Nullable String subprotocol) {
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

	MessageHandlers messageHandlers() {
		return this.messageHandlers;
	}

	NettyWebSocketConnection connection() {
		NettyWebSocketConnection connection = this.connection;
		Assert.state(connection != null, "The connection is not open yet");
		return connection;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) {
		Object argument = (args != null) ? args[0] : null;
		if (argument instanceof MessageHandler handler && method.getName().equals("addMessageHandler")) {
			this.messageHandlers.add(handler);
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

}
