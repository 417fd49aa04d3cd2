package ai.miosa.spring.session.client;

import java.util.function.Function;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import org.jspecify.annotations.Nullable;
import org.springframework.web.socket.BinaryMessage;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketMessage;
import org.springframework.web.socket.WebSocketSession;

import ai.miosa.spring.session.protocol.SessionCodec;
import ai.miosa.spring.session.protocol.SessionDecoder;
import ai.miosa.spring.session.websocket.WebSocketConnection;

/**
 * Receives the messages of a session in parts, on the event loop of the connection.
 */
final class SessionConnection implements WebSocketHandler {

	private final SessionCodec codec;

	private final Function<WebSocketConnection, @Nullable DefaultMiosaSession> opener;

	private @Nullable WebSocketConnection connection;

	private @Nullable DefaultMiosaSession session;

	private @Nullable SessionDecoder decoder;

	private @Nullable Throwable failure;

	/**
	 * Create a handler.
	 * @param codec the codec of the protocol
	 * @param opener creates the session of the open connection, or returns {@code null}
	 * if it was rejected
	 */
	SessionConnection(SessionCodec codec, Function<WebSocketConnection, @Nullable DefaultMiosaSession> opener) {
		this.codec = codec;
		this.opener = opener;
	}

	@Override
	public boolean supportsPartialMessages() {
		return true;
	}

	@Override
	public void afterConnectionEstablished(WebSocketSession webSocketSession) {
		WebSocketConnection connection = WebSocketConnection.of(webSocketSession);
		DefaultMiosaSession session = this.opener.apply(connection);
		if (session == null) {
			connection.abort();
			return;
		}
		this.connection = connection;
		this.session = session;
		this.decoder = this.codec.newDecoder(session.receiver());
	}

	@Override
	public void handleMessage(WebSocketSession webSocketSession, WebSocketMessage<?> message) {
		if (this.session == null || this.decoder == null) {
			return;
		}
		this.session.onSignOfLife();
		if (message instanceof BinaryMessage binary) {
			this.decoder.binary(binary.getPayload(), binary.isLast());
		}
		else if (message instanceof TextMessage text) {
			this.decoder.text(text.getPayload(), text.isLast());
		}
	}

	@Override
	public void handleTransportError(WebSocketSession webSocketSession, Throwable failure) {
		this.failure = failure;
	}

	/**
	 * Read the exit from the close frame if the protocol puts it there. Only a frame that
	 * was received counts, and only if it does not answer a close frame of this side.
	 */
	@Override
	public void afterConnectionClosed(WebSocketSession webSocketSession, CloseStatus status) {
		if (this.session == null || this.decoder == null || this.connection == null) {
			return;
		}
		CloseReason received = this.connection.getReceivedClose();
		if (received == null) {
			this.session.receiver().onBroken(this.failure);
			return;
		}
		int code = received.getCloseCode().getCode();
		if (!this.connection.isCloseAnswered() && received.getCloseCode() != CloseCodes.NO_STATUS_CODE) {
			this.decoder.closed(code);
		}
		this.session.receiver().onClosed(code);
	}

}
