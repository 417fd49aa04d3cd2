package ai.miosa.spring.session.websocket;

import java.io.IOException;

/**
 * A frame of the server that violates the WebSocket protocol or exceeds the maximum
 * length.
 */
public final class ProtocolViolationException extends IOException {

	private final boolean frameTooLong;

	private ProtocolViolationException(String message, boolean frameTooLong) {
		super(message);
		this.frameTooLong = frameTooLong;
	}

	static ProtocolViolationException violation() {
		return new ProtocolViolationException("the server violated the WebSocket protocol", false);
	}

	static ProtocolViolationException frameTooLong(int limit) {
		return new ProtocolViolationException("the server sent a WebSocket frame of more than " + limit + " bytes",
				true);
	}

	/**
	 * Return whether a frame is too long.
	 * @return whether it exceeds the maximum length
	 */
	public boolean isFrameTooLong() {
		return this.frameTooLong;
	}

}
