package ai.miosa.spring.session.websocket;

import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What a client's Jakarta session knows apart from its connection: where it goes, and the
 * handlers of its messages.
 */
abstract class ClientSession implements Session {

	private final String id = UUID.randomUUID().toString();

	private final WebSocketContainer container;

	private final URI uri;

	private final Map<String, Object> userProperties;

	private final MessageHandlers messageHandlers = new MessageHandlers();

	ClientSession(WebSocketContainer container, URI uri, Map<String, Object> userProperties) {
		this.container = container;
		this.uri = uri;
		this.userProperties = new ConcurrentHashMap<>(userProperties);
	}

	MessageHandlers messageHandlers() {
		return this.messageHandlers;
	}

	@Override
	public WebSocketContainer getContainer() {
		return this.container;
	}

	@Override
	public void addMessageHandler(MessageHandler handler) {
		this.messageHandlers.add(handler);
	}

	@Override
	public <T> void addMessageHandler(Class<T> type, MessageHandler.Whole<T> handler) {
		this.messageHandlers.add(type, handler);
	}

	@Override
	public <T> void addMessageHandler(Class<T> type, MessageHandler.Partial<T> handler) {
		this.messageHandlers.add(type, handler);
	}

	@Override
	public Set<MessageHandler> getMessageHandlers() {
		return this.messageHandlers.all();
	}

	@Override
	public void removeMessageHandler(MessageHandler handler) {
		this.messageHandlers.remove(handler);
	}

	@Override
	public String getProtocolVersion() {
		return "13";
	}

	@Override
	public List<Extension> getNegotiatedExtensions() {
		return List.of();
	}

	@Override
	public boolean isSecure() {
		return "wss".equalsIgnoreCase(this.uri.getScheme());
	}

	@Override
	public void setMaxBinaryMessageBufferSize(int size) {
		this.messageHandlers.setMaxBinary(size);
	}

	@Override
	public int getMaxBinaryMessageBufferSize() {
		return this.messageHandlers.getMaxBinary();
	}

	@Override
	public void setMaxTextMessageBufferSize(int size) {
		this.messageHandlers.setMaxText(size);
	}

	@Override
	public int getMaxTextMessageBufferSize() {
		return this.messageHandlers.getMaxText();
	}

	@Override
	public String getId() {
		return this.id;
	}

	@Override
	public URI getRequestURI() {
		return this.uri;
	}

	@Override
	public Map<String, List<String>> getRequestParameterMap() {
		return UriComponentsBuilder.fromUri(this.uri).build().getQueryParams();
	}

	@Override
	public String getQueryString() {
		return this.uri.getRawQuery();
	}

	@Override
	public Map<String, String> getPathParameters() {
		return Map.of();
	}

	@Override
	public Map<String, Object> getUserProperties() {
		return this.userProperties;
	}

	@Override
	public @Nullable Principal getUserPrincipal() {
		return null;
	}

	@Override
	public Set<Session> getOpenSessions() {
		return Set.of();
	}

}
