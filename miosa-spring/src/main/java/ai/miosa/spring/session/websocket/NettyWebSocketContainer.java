package ai.miosa.spring.session.websocket;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Jakarta WebSocket container on Netty that supports only the method that Spring's client
 * calls, which opens a connection for an endpoint. The {@link WebSocketHandshake} in the
 * user properties determines the request and receives the outcome; the client ignores the
 * return value.
 */
final class NettyWebSocketContainer implements InvocationHandler {

	private final WebSocketConnector connector;

	private NettyWebSocketContainer(WebSocketConnector connector) {
		this.connector = connector;
	}

	static WebSocketContainer create(WebSocketConnector connector) {
		return (WebSocketContainer) Proxy.newProxyInstance(NettyWebSocketContainer.class.getClassLoader(),
				new Class<?>[] { WebSocketContainer.class }, new NettyWebSocketContainer(connector));
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) {
		if (args != null && args.length == 3 && args[0] instanceof Endpoint endpoint) {
			ClientEndpointConfig config = (ClientEndpointConfig) args[1];
			WebSocketHandshake handshake = (WebSocketHandshake) config.getUserProperties()
				.remove(WebSocketHandshake.PROPERTY);
			Assert.state(handshake != null, "The handshake is missing");
			this.connector.connect(handshake, new JakartaSession(endpoint, config, (URI) args[2]));
			return null;
		}
		throw new UnsupportedOperationException(method.getName());
	}

}
