package ai.miosa.spring.session.client;

import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;

import ai.miosa.spring.session.protocol.SessionDecoder;
import ai.miosa.spring.session.protocol.SessionEvent;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * The receiving half of a session. Messages are taken in parts, so that one of any length
 * takes little memory. Called on the connection's event loop.
 */
final class SessionConnection implements WebSocketHandler {

	private final SessionDecoder decoder;

	private final Function<WebSocketConnection, @Nullable DefaultMiosaSession> opener;

	private @Nullable WebSocketConnection connection;

	private @Nullable DefaultMiosaSession session;

	private @Nullable Throwable failure;

	/**
	 * Create the receiving half.
	 * @param decoder the decoder of this connection
	 * @param opener makes the session of the open connection, or nothing if it is not
	 * wanted any more
	 */
	SessionConnection(SessionDecoder decoder, Function<WebSocketConnection, @Nullable DefaultMiosaSession> opener) {
		this.decoder = decoder;
		this.opener = opener;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession connection) {
		WebSocketConnection nativeSession = ((NativeWebSocketSession) connection)
			.getNativeSession(WebSocketConnection.class);
		Assert.state(nativeSession != null, "The connection is not one of this client's container");
		this.connection = nativeSession;
		this.session = this.opener.apply(nativeSession);
		if (this.session == null) {
			nativeSession.abort();
		}
	}

	@Override
	public void handleMessage(WebSocketSession connection, WebSocketMessage<?> message) {
		DefaultMiosaSession session = this.session;
		if (session == null) {
			return;
		}
		session.onSignOfLife();
		SessionEvent event = decode(message);
		if (event != null) {
			session.onEvent(event);
		}
	}

	private @Nullable SessionEvent decode(WebSocketMessage<?> message) {
		if (message instanceof BinaryMessage binary) {
			return this.decoder.binary(binary.getPayload(), binary.isLast());
		}
		return (message instanceof TextMessage text) ? this.decoder.text(text.getPayload(), text.isLast()) : null;
	}

	@Override
	public void handleTransportError(WebSocketSession connection, Throwable exception) {
		this.failure = exception;
	}

	/**
	 * Read the exit from the close frame, where the protocol has it there. Only a frame
	 * that was received counts, and only one that is not the answer to a close frame of
	 * this side.
	 */
	@Override
	public void afterConnectionClosed(WebSocketSession connection, CloseStatus status) {
		DefaultMiosaSession session = this.session;
		if (session == null || this.connection == null) {
			return;
		}
		CloseReason received = this.connection.getReceivedClose();
		if (received == null) {
			session.onBroken(this.failure);
			return;
		}
		boolean tellsExit = !this.connection.isCloseAnswered() && received.getCloseCode() != CloseCodes.NO_STATUS_CODE;
		SessionEvent event = tellsExit
				? this.decoder.closed(received.getCloseCode().getCode(), received.getReasonPhrase()) : null;
		if (event != null) {
			session.onEvent(event);
		}
		session.onClosed(received.getCloseCode().getCode());
	}

}
