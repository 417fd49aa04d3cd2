package ai.miosa.spring.session.websocket;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;

import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * The part of Jakarta's session that Spring's client never calls, or whose answer is
 * always the same.
 */
abstract class JakartaSession implements Session {

	@Override
	public List<Extension> getNegotiatedExtensions() {
		return List.of();
	}

	@Override
	public @Nullable Principal getUserPrincipal() {
		return null;
	}

	@Override
	public WebSocketContainer getContainer() {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> void addMessageHandler(Class<T> type, MessageHandler.Whole<T> handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T> void addMessageHandler(Class<T> type, MessageHandler.Partial<T> handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<MessageHandler> getMessageHandlers() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void removeMessageHandler(MessageHandler handler) {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getProtocolVersion() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isSecure() {
		throw new UnsupportedOperationException();
	}

	@Override
	public long getMaxIdleTimeout() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setMaxIdleTimeout(long millis) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setMaxBinaryMessageBufferSize(int size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int getMaxBinaryMessageBufferSize() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void setMaxTextMessageBufferSize(int size) {
		throw new UnsupportedOperationException();
	}

	@Override
	public int getMaxTextMessageBufferSize() {
		throw new UnsupportedOperationException();
	}

	@Override
	public RemoteEndpoint.Async getAsyncRemote() {
		throw new UnsupportedOperationException();
	}

	@Override
	public RemoteEndpoint.Basic getBasicRemote() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getId() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Map<String, List<String>> getRequestParameterMap() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getQueryString() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Map<String, String> getPathParameters() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Map<String, Object> getUserProperties() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Set<Session> getOpenSessions() {
		throw new UnsupportedOperationException();
	}

}
