package ai.miosa.spring.session.websocket;

import java.net.URI;
import java.util.Set;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.Endpoint;
import jakarta.websocket.Extension;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;

/**
 * A Jakarta WebSocket container that supports what Spring's client calls.
 */
final class NettyWebSocketContainer implements WebSocketContainer {

	private final WebSocketConnector connector;

	NettyWebSocketContainer(WebSocketConnector connector) {
		this.connector = connector;
	}

	/**
	 * Start to open a connection for the {@link WebSocketHandshake} among the user
	 * properties, which determines the request and receives the outcome.
	 */
	@Override
	public Session connectToServer(Endpoint endpoint, ClientEndpointConfig config, URI uri) {
		WebSocketHandshake handshake = (WebSocketHandshake) config.getUserProperties()
			.remove(WebSocketHandshake.PROPERTY);
		NettyWebSocketSession session = new NettyWebSocketSession(endpoint, config, uri);
		this.connector.connect(handshake, session);
		return session;
	}

	@Override
	public Session connectToServer(Class<? extends Endpoint> endpoint, ClientEndpointConfig config, URI uri) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Session connectToServer(Object endpoint, URI uri) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Session connectToServer(Class<?> endpoint, URI uri) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long getDefaultAsyncSendTimeout() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setAsyncSendTimeout(long timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public long getDefaultMaxSessionIdleTimeout() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setDefaultMaxSessionIdleTimeout(long timeout) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int getDefaultMaxBinaryMessageBufferSize() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setDefaultMaxBinaryMessageBufferSize(int size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int getDefaultMaxTextMessageBufferSize() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setDefaultMaxTextMessageBufferSize(int size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<Extension> getInstalledExtensions() {
		throw new UnsupportedOperationException();
	}

}
