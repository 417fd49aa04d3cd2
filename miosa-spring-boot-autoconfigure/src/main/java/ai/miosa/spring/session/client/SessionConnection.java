package ai.miosa.spring.session.client;

import org.apache.tomcat.websocket.WsSession;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.PongMessage;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import ai.miosa.spring.session.protocol.SessionDecoder;
import ai.miosa.spring.session.protocol.SessionEvent;

/**
 * The receiving half of a session's connection. Messages are taken in parts, so that one
 * of any length takes little memory.
 */
final class SessionConnection implements WebSocketHandler {

	/**
	 * What Tomcat sets aside for parts of the messages of a session without output.
	 */
	static final int SMALLEST_BUFFER = 1024;

	private static final int LARGEST_BUFFER = 64 * 1024;

	private static final int GROWTH = 8;

	private final SessionHandshake handshake;

	private final SessionDecoder decoder;

	private int buffer = SMALLEST_BUFFER;

	private boolean first = true;

	private @Nullable WsSession connection;

	private @Nullable DefaultMiosaSession session;

	SessionConnection(SessionHandshake handshake, SessionDecoder decoder) {
		this.handshake = handshake;
		this.decoder = decoder;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession connection) {
		WsSession tomcat = ((NativeWebSocketSession) connection).getNativeSession(WsSession.class);
		Assert.state(tomcat != null, "The WebSocket container must be Tomcat's");
		this.connection = tomcat;
		this.session = this.handshake.opened(tomcat);
	}

	@Override
	public void handleMessage(WebSocketSession connection, WebSocketMessage<?> message) {
		DefaultMiosaSession session = this.session;
		if (session == null) {
			return;
		}
		if (!this.first || session.callsBack()) {
			// The first output is taken without waiting if nobody can have asked for it
			this.handshake.deliverEarly();
		}
		this.first = false;
		if (message instanceof PongMessage) {
			session.getPulse().pong();
			return;
		}
		SessionPulse pulse = session.getPulse();
		pulse.receiving();
		try {
			SessionEvent event = decode(message);
			if (event != null) {
				session.onEvent(event);
			}
		}
		finally {
			pulse.received();
		}
	}

	private @Nullable SessionEvent decode(WebSocketMessage<?> message) {
		if (message instanceof BinaryMessage binary) {
			growBuffer(binary.getPayloadLength());
			return this.decoder.binary(binary.getPayload(), binary.isLast());
		}
		return (message instanceof TextMessage text) ? this.decoder.text(text.getPayload(), text.isLast()) : null;
	}

	/**
	 * Take larger parts from the next message on if this one fills the buffer.
	 * @param length the length of a part
	 */
	private void growBuffer(int length) {
		if (length == this.buffer && length < LARGEST_BUFFER && this.connection != null) {
			this.buffer = length * GROWTH;
			this.connection.setMaxBinaryMessageBufferSize(this.buffer);
		}
	}

	@Override
	public void handleTransportError(WebSocketSession connection, Throwable exception) {
		// Tomcat closes the connection after it
	}

	@Override
	public void afterConnectionClosed(WebSocketSession connection, CloseStatus status) {
		DefaultMiosaSession session = this.session;
		if (session == null) {
			return;
		}
		SessionEvent event = this.decoder.closed(status.getCode(),
				(status.getReason() != null) ? status.getReason() : "");
		if (event != null && !session.getChannel().isOutputClosed()) {
			session.onEvent(event);
		}
		session.onClosed(status.getCode());
	}

}
