package ai.miosa.spring.session.websocket;

import java.io.IOException;

/**
 * A frame from the server that violates the WebSocket protocol or exceeds the maximum
 * length.
 */
public final class ProtocolViolationException extends IOException {

	private final boolean frameTooLong;

	ProtocolViolationException(boolean frameTooLong) {
		super(frameTooLong ? "the server sent a WebSocket frame of more than " + WebSocketConnector.MAX_FRAME + " bytes"
				: "the server violated the WebSocket protocol");
		this.frameTooLong = frameTooLong;
	}

	/**
	 * Return whether a frame is too long.
	 * @return whether it exceeds the maximum length
	 */
	public boolean isFrameTooLong() {
		return this.frameTooLong;
	}

}
